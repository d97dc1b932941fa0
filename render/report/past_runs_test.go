package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// hoursOf returns a decoder with the history of a disk until some minutes after at(0), as much as a store keeps: an hour's
// document has the value of its middle.
func hoursOf(t testing.TB, used func(minute int) float64, minutes int, backwards bool) *Decoder {
	t.Helper()
	end := int(at(minutes).Truncate(time.Hour).Sub(at(0)).Minutes())
	var docs []any
	for i := range rollup.Hours.Slots {
		m := end - 60*(i+1)
		if v := used(m + 30); !math.IsNaN(v) {
			docs = append(docs, disks(m, map[string]float64{"/var": min(100, v)}))
		}
	}
	if !backwards {
		slices.Reverse(docs)
	}
	d := NewDecoder(testLayout(), len(docs))
	for _, doc := range docs {
		if err := d.Add(marshal(t, doc)); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestForecastsOfHistoryAreTheSameInEveryRun has a disk that has grown for a month, and is full in a week at about at(0). Runs that know what was forecast before, runs that do not, and runs in between that do not read the history
// tell the same.
func TestForecastsOfHistoryAreTheSameInEveryRun(t *testing.T) {
	used := func(minute int) float64 { return max(5, growing(2.3, 83.9, 0.3)(minute)) }
	r, all := renders{used: used}, told{}
	for minutes := -8 * 60; minutes <= 8*60; minutes += 60 {
		r.hours = hoursOf(t, used, minutes, false)
		h := r.at(t, -100000, minutes)
		all.add(h)
		lost := renders{used: used, hours: hoursOf(t, used, minutes, true)}
		again := lost.at(t, -100000, minutes)
		if minutes%240 == 0 {
			for what, pair := range map[string][2]any{"forecasts": {h.Forecasts, again.Forecasts}, "changes": {h.Changes, again.Changes}, "reasons": {h.Reasons, again.Reasons}} {
				if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
					t.Errorf("minute %d: %s (-in every run +in a first one):\n%s", minutes, what, diff)
				}
			}
		}
		if len(h.Forecasts) != 1 {
			t.Fatalf("minute %d: %+v, want one forecast", minutes, h.Forecasts)
		}
		r.hours = nil
		if next := r.at(t, -100000, minutes+20); fmt.Sprint(next.Forecasts) != fmt.Sprint(h.Forecasts) || next.State != h.State {
			t.Errorf("minute %d: %v and %+v by the run that follows, %v and %+v before", minutes, next.State, next.Forecasts, h.State, h.Forecasts)
		}
	}
	if len(all) != 1 || all.count("warning") != 1 {
		t.Errorf("%v, want one warning", all)
	}
}

// TestHistoryThatIsNotKeptUpIsNotUsed has a history whose last hours are missing: then samples are used, as without one.
func TestHistoryThatIsNotKeptUpIsNotUsed(t *testing.T) {
	used := func(minute int) float64 { return 50 + 24*float64(minute)/1440 + 12 }
	for late, want := range map[int]bool{0: true, 1: true, 2: true, 3: false, 30: false, 3000: false} {
		r := renders{used: used, hours: hoursOf(t, used, -60*late, false)}
		h := r.at(t, -100000, 0)
		if h.Predictions.OfHistory != want || len(h.Forecasts) != 1 {
			t.Errorf("%d hours late: history used: %v, want %v; %+v", late, h.Predictions.OfHistory, want, h.Forecasts)
		}
	}
}

// TestHistoryThatHasJustBegun has a host that is older than its history, as after an upgrade. Since when a warning by a forecast has
// lasted is not known, and stays unknown.
func TestHistoryThatHasJustBegun(t *testing.T) {
	used := func(minute int) float64 { return 80 + 4*float64(minute)/1440 } // a week is left two days before
	begin := func(minute int) float64 {
		if minute < -48*60 {
			return math.NaN()
		}
		return used(minute)
	}
	all := told{}
	r := renders{used: used}
	for minutes := 0; minutes <= 12*60; minutes += 60 {
		r.hours = hoursOf(t, begin, minutes, false)
		all.add(r.at(t, -100000, minutes))
		if lost := (&renders{used: used, hours: r.hours}); minutes%180 == 0 {
			all.add(lost.at(t, -100000, minutes))
		}
	}
	if len(all) != 0 {
		t.Errorf("%v, want a warning that began before", all)
	}
}

// TestOutageEndsNoForecast has a host that is off for ten hours while a disk fills up: what was forecast before counts until the first
// hour after.
func TestOutageEndsNoForecast(t *testing.T) {
	used := func(minute int) float64 { return max(5, growing(4, 82, 0.3)(minute)) }
	off := func(minute int) bool { return minute > -15*60 && minute < -5*60 }
	for _, history := range []bool{true, false} {
		for minutes := -5 * 60; minutes < 0; minutes += 30 {
			r := renders{used: func(minute int) float64 {
				if off(minute) {
					return math.NaN()
				}
				return used(minute)
			}}
			if history {
				r.hours = hoursOf(t, r.used, minutes, false)
			}
			h := r.at(t, -100000, minutes)
			if h.State != Warning || h.First != Warning || len(h.Changes) != 2 {
				t.Errorf("history %v, minute %d: %v, changes %+v, want a warning all the time and one silence", history, minutes, h.State, h.Changes)
			}
		}
	}
}

// TestTrendOfAnySeries tries series of any length, with values missing and of any kind: there is an end ahead, or none.
func TestTrendOfAnySeries(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	var f fitter
	for range 3000 {
		y := make([]float64, chance.IntN(pastHours+1))
		known, step, noise := chance.Float64(), chance.NormFloat64()/50, chance.Float64()*3
		for i := range y {
			y[i] = math.NaN()
			if chance.Float64() < known {
				y[i] = min(100, max(0, 50+step*float64(i)+noise*chance.NormFloat64()+5*math.Floor(chance.ExpFloat64()/8)))
			}
		}
		if got, ok := f.trend(y, growthOfDisk); ok && !(got.toFull >= 0 && got.toFull <= farthest && got.perHour > 0) {
			t.Fatalf("%+v of %v", got, y)
		}
	}
}

// TestSubjectsWithoutHistoryHaveNoForecastOfIt has hours that do not name the disk.
func TestSubjectsWithoutHistoryHaveNoForecastOfIt(t *testing.T) {
	d := decode(t, filling(map[string][2]float64{"/new": {80, 10}})...)
	d.Hours = hoursOf(t, growing(0, 50, 0), 5*(Window-1), false)
	if h := d.Host("example01", at(5*Window), metric.DefaultThresholds()); len(h.Forecasts) != 0 || !h.Predictions.OfHistory {
		t.Errorf("%+v of hours that have another disk", h.Forecasts)
	}
}

// BenchmarkHistory works out what one more hour forecasts for a host with four disks of which one grows, and memory.
func BenchmarkHistory(b *testing.B) {
	d := NewDecoder(testLayout(), Window)
	hours := NewDecoder(testLayout(), rollup.Hours.Slots)
	values := func(m int) map[string]float64 {
		days := float64(m) / 1440
		return map[string]float64{"/": 40, "/home": growing(0, 60, 0.3)(m), "/srv": growing(0, 20, 0.5)(m), "/var": 80 + 0.3*days}
	}
	for i := range rollup.Hours.Slots {
		if err := hours.Add(marshal(b, disks(60*(i-rollup.Hours.Slots), values(60*(i-rollup.Hours.Slots))))); err != nil {
			b.Fatal(err)
		}
	}
	for m := -2875; m <= 0; m += 5 {
		if err := d.Add(marshal(b, disks(m, values(m)))); err != nil {
			b.Fatal(err)
		}
	}
	h := d.Host("example01", at(1), metric.DefaultThresholds())
	d.Hours = hours
	h.forecast(metric.DefaultThresholds())
	d.Kept = h.Predictions
	d.Kept.To--
	b.ReportAllocs()
	for b.Loop() {
		h.Predictions, h.Forecasts = Predictions{}, nil
		h.forecast(metric.DefaultThresholds())
	}
	if len(h.Forecasts) != 1 {
		b.Errorf("%+v", h.Forecasts)
	}
}
