package render

import (
	"strings"
	"testing"

	"psmonitor/render/report"
)

func TestRangesLeadThroughAllPagesOfAHost(t *testing.T) {
	const hour = 3_600_000
	for _, c := range []struct {
		name   string
		at     int
		has    pageSet
		whole  int64  // hours
		ranges string // that of the opened page in brackets, links with an arrow
	}{
		{"without history", samplesPage, pageSet{true}, 48, "3 h, 12 h, 24 h, [48 h]"},
		{"few samples", samplesPage, pageSet{true}, 5, "3 h, [All]"},
		{"fewer samples", samplesPage, pageSet{true}, 2, ""},
		{"few samples after history", samplesPage, pageSet{true, true, false}, 2, "[All], week→, month→"},
		{"two weeks of samples", samplesPage, pageSet{true}, 14 * 24, "3 h, 12 h, 24 h, 48 h, 7 d, [14 d]"},
		{"with history", samplesPage, pageSet{true, true, true}, 48, "3 h, 12 h, 24 h, [48 h], week→, month→, year→"},
		{"two weeks of samples and history", samplesPage, pageSet{true, true, true}, 14 * 24, "3 h, 12 h, 24 h, 48 h, 7 d, [14 d], month→, year→"},
		{"hours alone", samplesPage, pageSet{true, true, false}, 48, "3 h, 12 h, 24 h, [48 h], week→, month→"},
		{"weeks", weeksPage, pageSet{true, true, true}, 62 * 24, "3 h→, 12 h→, 24 h→, 48 h→, [week], 2 weeks, month, All, year→"},
		{"ten days of hours", weeksPage, pageSet{true, true, true}, 10 * 24, "3 h→, 12 h→, 24 h→, 48 h→, [week], All, year→"},
		{"one day of hours", weeksPage, pageSet{true, true, false}, 24, "3 h→, 12 h→, 24 h→, 48 h→, [All]"},
		{"years", yearsPage, pageSet{true, true, true}, 1100 * 24, "3 h→, 12 h→, 24 h→, 48 h→, week→, month→, [year], 2 years, All"},
		{"three months of days", yearsPage, pageSet{true, true, true}, 90 * 24, "3 h→, 12 h→, 24 h→, 48 h→, week→, month→, [All]"},
	} {
		h := &report.Host{Extent: report.Interval{From: 0, To: c.whole * hour}}
		var got []string
		for _, r := range ranges(h, c.at, c.has) {
			text := r.Text
			if r.Shown {
				text = "[" + text + "]"
			}
			if r.File != "" {
				text += "→"
			}
			got = append(got, text)
		}
		if got := strings.Join(got, ", "); got != c.ranges {
			t.Errorf("%s: %s, want %s", c.name, got, c.ranges)
		}
	}
}
