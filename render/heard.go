package render

import (
	"slices"

	"psmonitor/render/report"
)

// markOld marks the rows of hosts whose newest samples are older than those of most hosts by more than two usual spacings, so that
// these rows say how old they are. It returns the time of the oldest newest sample of the other hosts that are not silent, ms since
// 1970; 0 if there are none.
func markOld(rows []hostRow) (oldest int64) {
	var lasts, spacings []int64
	for i := range rows {
		if r := &rows[i]; !r.Silent && r.Last.MS != 0 {
			lasts, spacings = append(lasts, r.Last.MS), append(spacings, r.Cadence)
		}
	}
	if len(lasts) == 0 {
		return 0
	}
	slices.Sort(lasts)
	slices.Sort(spacings)
	limit := lasts[len(lasts)/2] - 2*spacings[len(spacings)/2]
	for i := range rows {
		rows[i].Old = !rows[i].Silent && rows[i].Last.MS < limit
	}
	return lasts[slices.IndexFunc(lasts, func(last int64) bool { return last >= limit })]
}

// allSilentText says so if all of several hosts are silent: what they have in common is then more likely to be broken than they
// are. It is "" otherwise.
func allSilentText(rows []hostRow) string {
	if len(rows) < 2 || slices.ContainsFunc(rows, func(r hostRow) bool { return !r.Silent }) {
		return ""
	}
	return "All " + hostsText(len(rows)) + " are " + report.Silent.String()
}
