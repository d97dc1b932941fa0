package report

// noSamples is what is wrong with a silent host, in words. They say not for how long, as a page does not change with the
// clock.
const noSamples = "no new samples"

// silence returns the reason that no sample came after the last one, ms since 1970.
func silence(last int64) Reason {
	return Reason{State: Silent, Kind: "silent", Text: noSamples, Since: last}
}

// addSilence adds the change that the host fell silent while there were these reasons, and returns all reasons. A host
// that is critical stays critical.
func (h *Host) addSilence(at int64, reasons []string) []string {
	reasons = append([]string{noSamples}, reasons...)
	h.change(at, max(h.State, Silent), reasons)
	return reasons
}

// cadenceSamples is how many samples the cadence is worked out from.
const cadenceSamples = 12

// silenceBefore reports whether the host was silent before a sample, and since when: the time at which a render would
// have found it silent. It is judged by the spacings around, as gaps are. Where too few samples are left to tell when
// the silence began, there was none.
func (h *Host) silenceBefore(i int, silent float64) (at int64, was bool) {
	spacing := float64(h.Times[i] - h.Times[i-1])
	if silent == 0 || spacing <= silent*minDue || i < cadenceSamples && h.sliding {
		return 0, false
	}
	if i > 1 && spacing <= silent*float64(min(h.Times[i-1]-h.Times[i-2], h.Cadence)) {
		return 0, false
	}
	due := due(h.Times[:i], h.decoder.Every)
	if i < cadenceSamples && spacing <= silent*float64(due) || spacing <= silent*float64(spacingAround(h.Times, i, h.Cadence)) {
		return 0, false
	}
	return min(h.Times[i-1]+int64(silent*float64(due)), h.Times[i]-1), true
}
