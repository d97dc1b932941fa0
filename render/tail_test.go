package render

import (
	"strings"
	"testing"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// Every forecast that is near continues a line of its chart, in the data, the picture, the tile and the row alike.
func TestForecastsAreDrawnEverywhere(t *testing.T) {
	s := open(t, t.TempDir())
	drawn := map[string]bool{}
	demoHosts(t, metric.DefaultThresholds(), func(h *report.Host) {
		tails := h.Tails()
		page := string(pageOn(t, s, new(pageBuffer), h))
		data, picture := strings.Count(page, `"series":"`), strings.Count(page, ` tail" d="`)
		if data != len(tails) || picture != len(tails) || strings.Contains(page, `class="flag"`) != (len(tails) > 0) {
			t.Errorf("%s has %d forecasts in its data and %d in its pictures, want %d", h.Name, data, picture, len(tails))
		}
		row, tiles := newRow(h, h.Name)
		for _, tail := range tails {
			drawn[tail.Chart] = true
			if strings.Contains(page, `<details class="shut" id="shut-`+tail.Chart+`">`) {
				t.Errorf("%s: the chart %s with the forecast is not open", h.Name, tail.Chart)
			}
			if tail.Value >= tail.End || tail.To <= tail.From {
				t.Errorf("%s: the line does not rise: %+v", h.Name, tail)
			}
			for i, value := range row.Values {
				if value.Chart == tail.Chart && (value.Tail == "" || tiles[i].Tail != value.Tail) {
					t.Errorf("%s: %s has no forecast in the row or in the tile", h.Name, value.Label)
				}
			}
		}
	})
	if !drawn["disks"] || !drawn["memory"] {
		t.Errorf("forecasts are drawn in %v, want some of disks and of memory", drawn)
	}
}

func TestFlagsNameTheDay(t *testing.T) {
	const day = 24 * 3_600_000
	from := noon.UnixMilli()
	for ahead, want := range map[int64]string{day: "full Mon 23", 6 * day: "full Sat 28", 9 * day: "full 1 Dec"} {
		if got := flagText(report.Tail{Text: "full", From: from, To: from + ahead}); got != want {
			t.Errorf("in %d days: %q, want %q", ahead/day, got, want)
		}
	}
}
