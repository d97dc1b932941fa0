package report

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expected files anew")

// What disks and memory must show before their end is forecast.
var (
	growthOfDisk   = growthOf("disk")
	growthOfMemory = growthOf("memory")
)

func growthOf(rule string) minGrowth {
	declared := testLayout().rule(rule).Forecast
	return minGrowth{hours: declared.Hours, rise: declared.Rise}
}

// seeds is how many different noises each shape is tried with at each hour of the day.
const seeds = 5

// measured is how the forecast did on a shape, over all tries.
type measured struct {
	shape
	tried  int
	truths []float64 // hours ahead, where there was a forecast
	errors []float64 // hours: forecast less truth
}

func measure(s shape) measured {
	m := measured{shape: s}
	if s.minGrowth.hours == 0 {
		s.minGrowth = growthOfDisk
	}
	for hourOfDay := range 24 {
		truth := s.truth(hourOfDay)
		for seed := range uint64(seeds) {
			h, values := s.sampled(hourOfDay, seed)
			m.tried++
			if f, ok := forecastOf(h, values, s.minGrowth); ok {
				m.truths = append(m.truths, truth)
				m.errors = append(m.errors, float64(f.Full.UnixMilli()-h.Last())/hour-truth)
			}
		}
	}
	return m
}

// forecastOf returns the forecast by samples alone.
func forecastOf(h *Host, values []float64, d minGrowth) (Forecast, bool) {
	h.sliding = true
	h.planPredictions()
	return h.newestForecast(values, h.predict(&subject{rule: testLayout().rule("disk")}, values, d))
}

// worst returns the largest error and the largest part of the time left that a forecast was wrong by.
func (m measured) worst() (hours, part float64) {
	for i, e := range m.errors {
		if math.Abs(e) > math.Abs(hours) {
			hours = e
		}
		part = max(part, math.Abs(e)/m.truths[i])
	}
	return hours, part
}

// TestForecastOnShapes holds the forecast against what each shape comes to, and docs/forecast.md against what is
// measured. `go test ./report -run Shapes -update` writes the table anew.
func TestForecastOnShapes(t *testing.T) {
	table := "| shape | full | forecast | typical error, worst | verdict |\n|---|---|---|---|---|\n"
	for _, s := range shapes() {
		m := measure(s)
		table += m.row() + "\n"
		t.Run(s.name, func(t *testing.T) {
			told := len(m.errors)
			if s.told == 0 {
				if told > s.early {
					t.Errorf("%d forecasts in %d tries, want %d at most", told, m.tried, s.early)
				}
				return
			}
			if float64(told) < s.told*float64(m.tried) {
				t.Errorf("%d forecasts in %d tries, want %.0f %%", told, m.tried, 100*s.told)
			}
			if _, part := m.worst(); part > s.error {
				t.Errorf("wrong by up to %.0f %% of the time left, want %.0f %%", 100*part, 100*s.error)
			}
		})
	}
	checkTable(t, table)
}

// row returns the shape's row of the table in docs/: dates as of a newest sample at noon.
func (m measured) row() string {
	const noon = 12
	full, forecast, wrong, verdict := "never", "none", "–", "silent, rightly"
	truth := m.truth(noon)
	if !math.IsInf(truth, 1) {
		full = ahead(truth)
	}
	told := len(m.errors)
	switch {
	case m.told > 0:
		typical := make([]float64, told)
		for i, e := range m.errors {
			typical[i] = math.Abs(e)
		}
		worst, part := m.worst()
		forecast = ahead(truth + median(slices.Clone(m.errors)))
		wrong = fmt.Sprintf("%.1f h, %+.1f h (%.0f %%)", median(typical), worst, 100*part)
		verdict = fmt.Sprintf("told in %.0f %% of %d tries", 100*float64(told)/float64(m.tried), m.tried)
	case told > 0:
		forecast = "mostly none"
		verdict = fmt.Sprintf("false alarm in %.0f %% of %d tries", 100*float64(told)/float64(m.tried), m.tried)
	case m.why != "":
		verdict = "silent: " + m.why
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |", m.name, full, forecast, wrong, verdict)
}

func ahead(hours float64) string {
	if hours < 48 {
		return fmt.Sprintf("in %.1f hours", hours)
	}
	return fmt.Sprintf("in %.1f days", hours/24)
}

// checkTable compares a table in docs/forecast.md, which is known by its first words and ends with an empty line.
func checkTable(t *testing.T, table string) {
	t.Helper()
	file := filepath.Join("..", "..", "docs", "forecast.md")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin := table[:strings.Index(table[1:], "|")+2]
	before, rest, found := strings.Cut(string(text), begin)
	if !found {
		t.Fatalf("%s has no table %s", file, begin)
	}
	written, after, _ := strings.Cut(begin+rest, "|\n\n")
	if written = strings.TrimSuffix(written, "|\n"); after != "" {
		after = "\n" + after
	}
	if *update {
		if err := os.WriteFile(file, []byte(before+table+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(table, written+"|\n"); diff != "" {
		t.Errorf("%s is not what is measured; run with -update if that is right (-measured +written):\n%s", file, diff)
	}
}

func TestNoSingleEventIsATrend(t *testing.T) {
	for hours := range 47 {
		when := -float64(hours) - 0.4
		for name, used := range map[string]func(t, clock float64) float64{
			"a small file":      after(when, 96, 98),
			"a big file":        after(when, 40, 70),
			"a clean-up":        after(when, 90, 70),
			"a copy of 3 hours": func(t, _ float64) float64 { return 60 + 6*min(3, max(0, t-when)) },
			"a file come and gone": func(t, _ float64) float64 {
				if t > when && t < when+6 {
					return 80
				}
				return 50
			},
		} {
			s := shape{used: used, wander: 0.06}
			for _, hourOfDay := range []int{3, 15} {
				h, values := s.sampled(hourOfDay, uint64(hours))
				if f, ok := forecastOf(h, values, growthOfDisk); ok {
					t.Errorf("%s %d hours ago: full at %v, %+.2f points a day", name, hours, f.Full, f.PerDay)
				}
			}
		}
	}
}

func TestForecastInWords(t *testing.T) {
	f := Forecast{Full: at(0)}
	for minutes, want := range map[int]string{
		10: "in less than an hour", -59: "in less than an hour", -60: "in 1 hour", -89: "in 1 hour", -20 * 60: "in 20 hours",
		-47 * 60: "in 47 hours", -48 * 60: "in 2 days", -3 * 24 * 60: "in 3 days", -83 * 60: "in 3 days",
	} {
		if got := f.in(ms(minutes)); got != want {
			t.Errorf("%d minutes before: %q, want %q", -minutes, got, want)
		}
	}
}
