package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/metric"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// clock is a machine's: when it booted, by the true time, and by how much its own time is wrong.
type clock struct {
	boot  time.Duration // after at(0), negative as a rule
	wrong time.Duration
	load  float64 // tells its samples from another machine's
}

// sample is one taken at a true time, with what this clock makes of it.
func (c clock) sample(minutes int) bson.D {
	now := at(minutes)
	return bson.D{{Key: "date", Value: now.Add(c.wrong)}, {Key: "load", Value: bson.D{{Key: "m1", Value: c.load}}},
		{Key: "uptime", Value: now.Sub(at(0).Add(c.boot)).Seconds()},
		{Key: "system", Value: bson.D{{Key: "boot", Value: at(0).Add(c.boot + c.wrong)}}}}
}

// TestTwoMachinesUnderOneName wants them told, and one machine never taken for two.
func TestTwoMachinesUnderOneName(t *testing.T) {
	one, other := clock{boot: -100 * 24 * time.Hour}, clock{boot: -10 * 24 * time.Hour}
	for name, c := range map[string]struct {
		clock func(i int) clock // of the i-th sample
		want  bool
	}{
		"one machine":                      {func(int) clock { return one }, false},
		"two machines":                     {func(i int) clock { return []clock{one, other}[i%2] }, true},
		"two machines, one now and then":   {func(i int) clock { return []clock{one, one, one, one, one, other}[i%6] }, true},
		"two machines, one filling in":     {func(i int) clock { return []clock{one, other}[i/6%2] }, true},
		"three machines":                   {func(i int) clock { return []clock{one, other, {boot: -3 * time.Hour}}[i%3] }, true},
		"two machines, booted as one":      {func(i int) clock { return []clock{one, {boot: one.boot + time.Second}}[i%2] }, false},
		"a machine replaced":               {func(i int) clock { return []clock{one, other}[i/30] }, false},
		"a reboot":                         {func(i int) clock { return []clock{one, {boot: 149 * time.Minute}}[i/30] }, false},
		"a reboot at each sample":          {func(i int) clock { return clock{boot: time.Duration(5*i-2) * time.Minute} }, false},
		"a clock set back":                 {func(i int) clock { return []clock{one, {boot: one.boot, wrong: -2 * time.Hour}}[i/30] }, false},
		"a clock set back a year":          {func(i int) clock { return []clock{one, {boot: one.boot, wrong: -365 * 24 * time.Hour}}[i/30] }, false},
		"a clock set to and fro":           {func(i int) clock { return []clock{one, {boot: one.boot, wrong: 2 * time.Hour}}[i%2] }, false},
		"a clock that drifts":              {func(i int) clock { return clock{boot: one.boot, wrong: time.Duration(i) * time.Second} }, false},
		"a reboot with the clock set back": {func(i int) clock { return []clock{one, {boot: 149 * time.Minute, wrong: -2 * time.Hour}}[i/30] }, false},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for i := range 60 {
				docs = append(docs, c.clock(i).sample(5*i))
			}
			h := decode(t, docs...).Host("example01", at(300), metric.DefaultThresholds())
			if got := slices.ContainsFunc(h.Notes, func(note string) bool { return strings.Contains(note, "Two machines") }); got != c.want {
				t.Errorf("told as two machines: %v, want %v; notes %q", got, c.want, h.Notes)
			}
			if c.want && len(h.Reboots) > 0 {
				t.Errorf("%d reboots are marked, which are two machines taking turns", len(h.Reboots))
			}
		})
	}
}

// TestClockChanges wants samples in the order of their dates and gaps where none were taken, whatever the clock does.
func TestClockChanges(t *testing.T) {
	right := clock{boot: -100 * 24 * time.Hour, load: 1}
	wrong := func(by time.Duration) clock { return clock{boot: right.boot, wrong: by, load: 2} }
	const year = 365 * 24 * time.Hour
	for name, c := range map[string]struct {
		first, then        clock
		shown, gaps, notes int
	}{
		"a clock set back an hour":      {right, wrong(-time.Hour), 60 - 12, 0, 1}, // twelve dates come twice
		"a clock set forward an hour":   {right, wrong(time.Hour), 60, 1, 0},
		"a clock set back by a second":  {right, wrong(-time.Second), 60, 0, 0}, // as after a leap second
		"a clock set back a year":       {right, wrong(-year), 30, 0, 1},
		"a clock set forward a year":    {right, wrong(year), 30, 0, 1},
		"a clock that was a year ahead": {wrong(year), right, 30, 0, 1},
		"a clock that was a year back":  {wrong(-year), right, 30, 0, 1},
		"a clock that is a year ahead":  {wrong(year), wrong(year), 60, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for i := range 60 {
				docs = append(docs, []clock{c.first, c.then}[i/30].sample(5*i))
			}
			h := decode(t, docs...).Host("example01", at(300), metric.DefaultThresholds())
			if !slices.IsSorted(h.Times) || len(slices.Compact(slices.Clone(h.Times))) != len(h.Times) {
				t.Errorf("the dates are not ascending: %v", h.Times)
			}
			got := fmt.Sprint(len(h.Times), " shown, ", len(h.Gaps), " gaps, ", len(h.Notes), " notes")
			if diff := cmp.Diff(fmt.Sprint(c.shown, " shown, ", c.gaps, " gaps, ", c.notes, " notes"), got); diff != "" {
				t.Errorf("(-want +got):\n%s%q", diff, h.Notes)
			}
		})
	}
}

// TestSummerTimeIsNoGap samples through the night in which local clocks are set: dates are UTC, and know nothing of it.
func TestSummerTimeIsNoGap(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, night := range map[string]time.Time{
		"forward": time.Date(2026, 3, 29, 0, 0, 0, 0, berlin), "back": time.Date(2026, 10, 25, 0, 0, 0, 0, berlin),
	} {
		var docs []any
		for i := range 60 {
			docs = append(docs, append(bson.D{{Key: "date", Value: night.Add(time.Duration(5*i) * time.Minute)}}, sample(0, 1)[1:]...))
		}
		h := decode(t, docs...).Host("example01", night.Add(5*time.Hour), metric.DefaultThresholds())
		if len(h.Times) != 60 || len(h.Gaps) != 0 || h.Notes != nil {
			t.Errorf("%s: %d samples, gaps %v, notes %q; want 60 and nothing odd", name, len(h.Times), h.Gaps, h.Notes)
		}
	}
}
