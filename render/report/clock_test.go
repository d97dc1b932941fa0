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
		"a clock that was 2 h ahead":    {wrong(2 * time.Hour), right, 60 - 24, 0, 1},
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

// withoutUptime is for documents of other programs.
func withoutUptime(d bson.D) bson.D {
	return slices.DeleteFunc(d, func(e bson.E) bool { return e.Key == "uptime" })
}

// TestStateIsThatOfTheSampleStoredLast stores samples whose dates do not ascend. Those with a load of 9 were stored last.
func TestStateIsThatOfTheSampleStoredLast(t *testing.T) {
	const month = 30 * 24 * time.Hour
	boot := clock{boot: -month, load: 1}
	ahead := func(by time.Duration, load float64) clock { return clock{boot: boot.boot, wrong: by, load: load} }
	samples := func(c clock, from, to int) (list []bson.D) {
		for m := from; m < to; m += 5 {
			list = append(list, c.sample(m))
		}
		return list
	}
	right, last := boot, ahead(0, 9)
	fresh := clock{boot: 299 * time.Minute, load: 9} // booted again before the sample at 300
	behind := clock{boot: 302 * time.Minute, wrong: -40 * time.Minute, load: 9}
	rtc := clock{boot: fresh.boot, wrong: 2 * time.Hour, load: 2}
	set := "The machine's clock was set back: "
	for name, c := range map[string]struct {
		stored [][]bson.D
		now    int // minutes
		last   int // minutes
		load   float64
		shown  int
		notes  []string
		future bool
	}{
		"the first sample after a boot is 2 h ahead": {[][]bson.D{samples(right, 0, 300), samples(rtc, 300, 305), samples(fresh, 305, 370)}, 366, 365, 9, 60 + 13,
			[]string{set + "1 sample is dated later than those stored after it and was ignored."}, true},
		"and still when its date has come": {[][]bson.D{samples(right, 0, 300), samples(rtc, 300, 305), samples(fresh, 305, 600)}, 596, 595, 9, 60 + 59,
			[]string{set + "1 sample is dated later than those stored after it and was ignored."}, false},
		"and by documents without uptime": {[][]bson.D{samples(right, 0, 300), {withoutUptime(rtc.sample(300))}, samples(fresh, 305, 370)}, 366, 365, 9, 60 + 13,
			[]string{set + "1 sample is dated later than those stored after it and was ignored."}, true},
		"a clock that was always an hour ahead": {[][]bson.D{samples(ahead(time.Hour, 1), -300, 300), samples(last, 300, 325)}, 321, 320, 9, 120 - 12 + 5,
			[]string{set + "12 samples are dated later than those stored after them and were ignored."}, true},
		"half an hour later": {[][]bson.D{samples(ahead(time.Hour, 1), -300, 300), samples(last, 300, 335)}, 331, 330, 9, 120 - 12 + 7,
			[]string{set + "12 samples are dated later than those stored after them and were ignored."}, true},
		"a clock set back by mistake, and right again": {[][]bson.D{samples(right, 0, 300), samples(ahead(-2*time.Hour, 5), 301, 306), samples(last, 310, 330)}, 326, 325, 9, 60 + 1 + 4, nil, false},
		"a clock set forward by mistake, and right again": {[][]bson.D{samples(right, 0, 200), samples(ahead(2*time.Hour, 5), 200, 220), samples(last, 220, 240)}, 236, 235, 9, 40 + 4,
			[]string{set + "4 samples are dated later than those stored after them and were ignored."}, true},
		"booted with a clock that is 40 minutes behind": {[][]bson.D{samples(right, 0, 300), samples(behind, 306, 346)}, 342, 301, 9, 54 + 8,
			[]string{set + "6 samples are dated later than those stored after them and were ignored."}, false},
		"and set right later":             {[][]bson.D{samples(right, 0, 300), samples(behind, 306, 346), samples(fresh, 346, 360)}, 357, 356, 9, 60 + 8 + 3, nil, false},
		"delivered late":                  {[][]bson.D{samples(right, 0, 300), samples(last, 320, 325), samples(right, 300, 320)}, 321, 320, 9, 65, nil, false},
		"delivered after a boot":          {[][]bson.D{samples(right, 0, 280), samples(fresh, 300, 305), samples(right, 280, 300)}, 301, 300, 9, 61, nil, false},
		"imported from before":            {[][]bson.D{samples(last, 0, 300), samples(right, -300, 0)}, 296, 295, 9, 120, nil, false},
		"imported from an earlier boot":   {[][]bson.D{samples(last, 0, 300), samples(clock{boot: -2 * month, load: 1}, -600, -300)}, 296, 295, 9, 120, nil, false},
		"by a clock that is always ahead": {[][]bson.D{samples(ahead(30*time.Minute, 1), 0, 300), samples(ahead(30*time.Minute, 9), 320, 325), samples(ahead(30*time.Minute, 1), 300, 320)}, 321, 350, 9, 65, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []any
			for _, list := range c.stored {
				for _, doc := range list {
					docs = append(docs, doc)
				}
			}
			h := decode(t, docs...).Host("example01", at(c.now), metric.DefaultThresholds())
			newest := h.Values("load.m1")[len(h.Times)-1]
			if h.Last() != ms(c.last) || newest != c.load || len(h.Times) != c.shown || h.HasFutureSamples != c.future {
				t.Errorf("newest at %v, load %v, %d samples, future %v; want minute %d, load %v, %d, %v", time.UnixMilli(h.Last()).UTC(), newest, len(h.Times),
					h.HasFutureSamples, c.last, c.load, c.shown, c.future)
			}
			if diff := cmp.Diff(c.notes, h.Notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
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
