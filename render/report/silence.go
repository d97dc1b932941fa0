package report

// noSamples is what is wrong with a silent host, in words. They say not for how long, as a page does not change with the
// clock.
const noSamples = "no new samples"

// silence returns the reason that no sample came after the last one, ms since 1970.
func silence(last int64) Reason {
	return Reason{State: Silent, Kind: "silent", Text: noSamples, Since: last}
}

// addSilence adds the change that the host fell silent after a last sample, while there were these reasons, and returns all
// reasons. The silence begins right after that sample, though it was not known then: this time does not depend on the cadence,
// and it is later than that of a change that came with the sample. A host that is critical stays critical.
func (h *Host) addSilence(last int64, reasons []string) []string {
	reasons = append([]string{noSamples}, reasons...)
	h.change(last+1, max(h.State, Silent), reasons)
	return reasons
}

// cadenceSamples is how many samples the cadence is worked out from.
const cadenceSamples = 12

// wasSilentBefore reports whether the host was silent before a sample. It is judged by the spacings around, as gaps are. Where too
// few samples are left to tell, there was no silence.
func (h *Host) wasSilentBefore(i int, silent float64) bool {
	spacing := float64(h.Times[i] - h.Times[i-1])
	if silent == 0 || spacing <= silent*minDue || i < cadenceSamples && h.sliding {
		return false
	}
	if i > 1 && spacing <= silent*float64(min(h.Times[i-1]-h.Times[i-2], h.Cadence)) {
		return false
	}
	if i < cadenceSamples && spacing <= silent*float64(due(h.Times[:i], h.decoder.Every)) {
		return false
	}
	return spacing > silent*float64(spacingAround(h.Times, i, h.Cadence))
}
