package render

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
)

// TestPageScriptsTestsHaveRowsOfTheTable checks the units that the page script is tested with.
func TestPageScriptsTestsHaveRowsOfTheTable(t *testing.T) {
	path := filepath.Join("..", "public", "test", "units.json")
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var units map[metric.Unit]metric.Format
	if err := json.Unmarshal(got, &units); err != nil {
		t.Fatal(err)
	}
	for unit := range units {
		units[unit] = unit.Format()
	}
	want, err := json.MarshalIndent(units, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *rewrite {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s; run with -update (-want +got):\n%s", path, diff)
	}
}

func TestFormatIsThePageScripts(t *testing.T) {
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
	if got := format(4.25, "a unit without a row"); got != "4.2" {
		t.Errorf("4.25 of a unit without a row is shown as %q", got)
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
