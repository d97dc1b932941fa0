package render

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"psmonitor/internal/metric"
)

func TestValuesAreShownWithTheirUnits(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "public", "test", "format.json")) // the page script's test reads it too
	if err != nil {
		t.Fatal(err)
	}
	var cases [][3]any
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		unit, v := metric.Unit(c[0].(string)), c[1].(float64)
		if got := format(v, unit); got != c[2] {
			t.Errorf("format(%v, %s) = %q, want %q", v, unit, got, c[2])
		}
	}
	if got := format(math.NaN(), metric.Bytes); got != none {
		t.Errorf("no value is shown as %q, want %q", got, none)
	}
}

func TestDurationsAreShownInTwoUnits(t *testing.T) {
	for seconds, want := range map[float64]string{59: "0 min", 3599: "59 min", 3600: "1 h 0 min", 93784: "1 d 2 h", 86400 * 400: "400 d 0 h"} {
		if got := formatDuration(seconds); got != want {
			t.Errorf("formatDuration(%v) = %q, want %q", seconds, got, want)
		}
	}
	for ms, want := range map[int64]string{300_000: "5 min", 302_000: "5 min", 60_000: "1 min", 2_000: "2 s", 90_000: "90 s", 500: "500 ms"} {
		if got := formatCadence(ms); got != want {
			t.Errorf("formatCadence(%d) = %q, want %q", ms, got, want)
		}
	}
}
