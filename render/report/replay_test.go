package report_test

import (
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// TestNoRenderTellsAnOldChange renders the demo's hosts again and again while they go on: what is told at last happened
// since the run before, so that a feed never announces one thing under two ids.
func TestNoRenderTellsAnOldChange(t *testing.T) {
	for name, window := range map[string]int{"48 hours": report.Window, "72 hours": 864} {
		t.Run(name, func(t *testing.T) { tellsNoOldChange(t, window) })
	}
}

func tellsNoOldChange(t *testing.T, window int) {
	const step, every, keep = 7, 5 * time.Minute, 96 * time.Hour
	layout := report.NewLayout(sampler.Families(sampler.Filters{}))
	fleet := demo.New(1, 40, until, 5*time.Minute, keep)
	type id struct {
		at    int64
		state report.State
	}
	changes := 0
	for _, name := range fleet.Hosts() {
		documents := fleet.Documents(name)
		var before *report.Host
		seen := map[id]bool{}
		for end := min(window, len(documents)); end <= len(documents); end += step {
			d := report.NewDecoder(layout, window)
			d.Span = time.Duration(window) * every
			for _, doc := range documents[max(0, end-window):end] {
				if err := d.Add(doc); err != nil {
					t.Fatal(err)
				}
			}
			if before != nil {
				d.Kept = before.Predictions
			}
			newest := until.Add(-time.Duration(len(documents)-end) * 5 * time.Minute)
			h := d.Host(name, newest.Add(time.Minute), metric.DefaultThresholds())
			for _, c := range h.Changes {
				this := id{c.At, c.State}
				if before != nil && !seen[this] && c.At <= before.Last() {
					t.Errorf("%s at %v: %v at %v (%q) was not told before", name, time.UnixMilli(h.Last()).UTC(), c.State, time.UnixMilli(c.At).UTC(), c.Reasons)
				}
				seen[this] = true
			}
			before = h
		}
		changes += len(seen)
	}
	if changes < 20 {
		t.Errorf("%d changes in all: the demo has too few for this test", changes)
	}
}
