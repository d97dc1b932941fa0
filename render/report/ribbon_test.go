package report

import (
	"strings"
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
)

// ribbonText writes cells as letters, and after a bar the one that all later ones are.
func ribbonText(r Ribbon) string {
	const letters = " ?_ows!"
	var b strings.Builder
	for _, c := range r.Cells {
		b.WriteByte(letters[c])
	}
	return b.String() + "|" + letters[r.After:r.After+1]
}

// used returns samples of /var at those minutes, each with its percentage.
func usedAt(percent float64, minutes ...int) (docs []any) {
	for _, m := range minutes {
		docs = append(docs, disks(m, map[string]float64{"/var": percent}))
	}
	return docs
}

func joinDocs(lists ...[]any) (docs []any) {
	for _, list := range lists {
		docs = append(docs, list...)
	}
	return docs
}

// TestRibbonHasTheWorstStateOfEachCell has cells of an hour; the first one begins with the first sample.
func TestRibbonHasTheWorstStateOfEachCell(t *testing.T) {
	hours := func(from, to int) []int { return every(5, 60*from, 60*to-5) }
	for name, c := range map[string]struct {
		docs   []any
		now    int     // minutes
		silent float64 // cadences; 0: never
		want   string
	}{
		"all is well":             {usedAt(10, hours(0, 4)...), 240, 3, "oooo| "},
		"a single sample":         {usedAt(10, 0), 1, 3, "o| "},
		"a single bad one":        {usedAt(97, 0), 1, 3, "!| "},
		"no cell before it":       {usedAt(10, 125), 126, 3, "o| "},
		"a short warning":         {joinDocs(usedAt(10, hours(0, 1)...), usedAt(90, 60, 65, 70), usedAt(10, every(5, 75, 175)...)), 175, 3, "owo| "},
		"a change at an edge":     {joinDocs(usedAt(10, every(5, 0, 105)...), usedAt(90, 110, 115, 120), usedAt(10, every(5, 125, 175)...)), 175, 3, "oow| "},
		"an end at an edge":       {joinDocs(usedAt(90, hours(0, 1)...), usedAt(10, hours(1, 3)...)), 175, 3, "woo| "},
		"critical from the first": {usedAt(97, hours(0, 2)...), 115, 3, "!!| "},
		"a silence":               {joinDocs(usedAt(10, hours(0, 2)...), usedAt(10, hours(5, 7)...)), 415, 3, "oosssoo| "},
		"a silence within a cell": {joinDocs(usedAt(10, hours(0, 2)...), usedAt(10, every(5, 150, 235)...)), 235, 3, "ooso| "},
		"a critical silence":      {joinDocs(usedAt(97, hours(0, 2)...), usedAt(97, hours(5, 7)...)), 415, 3, "!!!!!!!| "},
		"a gap":                   {joinDocs(usedAt(10, hours(0, 2)...), usedAt(10, hours(5, 7)...)), 415, 0, "oo___oo| "},
		"a gap within a cell":     {joinDocs(usedAt(10, hours(0, 2)...), usedAt(10, every(5, 150, 235)...)), 235, 0, "oooo| "},
		"silent now":              {usedAt(10, hours(0, 2)...), 600, 3, "oos|s"},
		"silent and critical":     {usedAt(97, hours(0, 2)...), 600, 3, "!!!|!"},
		"silent and a warning":    {usedAt(90, hours(0, 2)...), 600, 3, "wws|s"},
		"late, not silent":        {usedAt(10, hours(0, 2)...), 600, 0, "oo| "},
		"seldom samples":          {usedAt(10, every(120, 0, 1200)...), 1200, 3, strings.Repeat("o", 21) + "| "},
	} {
		t.Run(name, func(t *testing.T) {
			thresholds := metric.DefaultThresholds()
			thresholds.Silent = c.silent
			h := decode(t, c.docs...).Host("example01", at(c.now), thresholds)
			if diff := cmp.Diff(c.want, ribbonText(h.Ribbon())); diff != "" {
				t.Errorf("cells (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRibbonOfNoSamplesIsEmpty(t *testing.T) {
	r := decode(t).Host("example01", at(0), metric.DefaultThresholds()).Ribbon()
	if r.Cells != nil || r.At(0) != EmptyCell || r.At(1<<40) != EmptyCell {
		t.Errorf("%+v", r)
	}
}

// TestRibbonIsBounded has a clock that was set back by years, one that was ahead, and a silence that begins long after the
// last sample.
func TestRibbonIsBounded(t *testing.T) {
	const year = 365 * 24 * 60
	for name, docs := range map[string][]any{
		"set back": usedAt(10, append(every(5, 10*year, 10*year+600), every(5, 0, 600)...)...),
		"ahead":    usedAt(10, append(every(5, 0, 600), every(5, 10*year, 10*year+600)...)...),
		"slow":     usedAt(10, 0, 47*60, 48*60, 95*60),
	} {
		t.Run(name, func(t *testing.T) {
			h := decode(t, docs...).Host("example01", at(20*year), metric.DefaultThresholds())
			r := h.Ribbon()
			if len(r.Cells) == 0 || len(r.Cells) > 2*Cells+1 || r.End() < CellAt(h.Last(), CellLength(Span)) {
				t.Errorf("%d cells up to %d", len(r.Cells), r.End())
			}
		})
	}
}

func TestCellsAreNumberedSince1970(t *testing.T) {
	if length := CellLength(48 * time.Hour); length != 3_600_000 {
		t.Errorf("a cell of two days has %d ms", length)
	}
	for ms, want := range map[int64]int64{0: 0, 3_599_999: 0, 3_600_000: 1, -1: -1, -3_600_000: -1, -3_600_001: -2} {
		if got := CellAt(ms, 3_600_000); got != want {
			t.Errorf("%d ms is in cell %d, want %d", ms, got, want)
		}
	}
	h := decode(t, usedAt(10, 0)...).Host("example01", at(0), metric.DefaultThresholds())
	if r := h.Ribbon(); r.At(ms(0)/3_600_000) != OKCell || r.At(ms(0)/3_600_000-1) != EmptyCell || r.At(ms(0)/3_600_000+1) != EmptyCell {
		t.Errorf("%+v", r)
	}
}

// TestRibbonShowsWhereTheStateIsNotKnown has a disk whose forecast makes the state: what was forecast in the first hours of the
// window is not known.
func TestRibbonShowsWhereTheStateIsNotKnown(t *testing.T) {
	h := decode(t, filling(map[string][2]float64{"/var": {76, 40}})...).Host("example01", at(5*(Window-1)), metric.DefaultThresholds())
	known := CellAt(h.Held, CellLength(Span))
	r := h.Ribbon()
	first := CellAt(h.Times[0], CellLength(Span))
	if h.State != Critical || h.Held == h.Times[0] || r.At(first-1) != EmptyCell || r.At(first) != UnknownCell || r.At(known-1) != UnknownCell || r.At(known) != CriticalCell || r.At(r.End()) != CriticalCell {
		t.Errorf("%v held from %v: %q", h.State, time.UnixMilli(h.Held), ribbonText(r))
	}
}
