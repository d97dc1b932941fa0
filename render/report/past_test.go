package report

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// pastTries is how many hours of the week, each with other noise, a shape is tried at.
const pastTries = 48

// hourly returns hours of a disk from one on, up to another: the means that history has, and the medians of samples.
func (s shape) hourly(from, to, hourOfWeek int, seed uint64) (means, medians []float64) {
	const perHour = 12
	chance := rand.New(rand.NewPCG(seed, uint64(hourOfWeek)))
	walk := chance.NormFloat64()
	var samples [perHour]float64
	for i := from; i < to; i++ {
		for j := range perHour {
			t := float64(i) + (float64(j)+0.5)/perHour
			walk = 0.97*walk + math.Sqrt(1-0.97*0.97)*chance.NormFloat64()
			v := s.used(t, mondays(t, hourOfWeek)) + s.wander*walk + s.noise*chance.NormFloat64()
			samples[j] = min(100, max(0, v))
		}
		means, medians = append(means, mean(samples[:])), append(medians, median(samples[:]))
	}
	return means, medians
}

// mondays returns the hours since a Monday's midnight long before.
func mondays(t float64, hourOfWeek int) float64 { return 100*week + float64(hourOfWeek) + t }

// fullIn returns in how many hours the shape is full, infinity if not within 200 days.
func (s pastShape) fullIn(hourOfWeek int) float64 {
	for i := range 200 * day * 4 {
		if t := float64(i) / 4; s.used(t, mondays(t, hourOfWeek)) >= full {
			return t
		}
	}
	return math.Inf(1)
}

// measurePast tries the forecast of two days' samples, and that of the history.
func measurePast(s pastShape) (recent, past measured) {
	if s.minGrowth.hours == 0 {
		s.minGrowth = growthOfDisk
	}
	var f fitter
	recent.shape, past.shape = s.shape, s.shape
	for i := range pastTries {
		hourOfWeek := i * 7 % week
		truth := s.fullIn(hourOfWeek)
		means, medians := s.hourly(-s.days*day, 0, hourOfWeek, uint64(i))
		recent.try(&f, newest(medians, recentHours-1), truth)
		past.try(&f, means, truth)
	}
	return recent, past
}

func (m *measured) try(f *fitter, y []float64, truth float64) {
	m.tried++
	if t, ok := f.trend(y, m.minGrowth); ok {
		m.truths = append(m.truths, truth)
		m.errors = append(m.errors, t.toFull-truth)
	}
}

// TestForecastsOfHistory compares the forecasts by two days of samples with those by the history, on disks that were watched for
// weeks, and docs/forecast.md with what is measured.
func TestForecastsOfHistory(t *testing.T) {
	table := "| watched for weeks | full | by the last 48 hours | by the history |\n|---|---|---|---|\n"
	for _, s := range pastShapes() {
		recent, past := measurePast(s)
		full := "never"
		if at := s.fullIn(0); !math.IsInf(at, 1) {
			full = ahead(at)
		}
		table += fmt.Sprintf("| %s | %s | %s | %s |\n", s.name, full, recent.inShort(), past.inShort())
		t.Run(s.name, func(t *testing.T) {
			told := len(past.errors)
			if s.told == 0 {
				if told > s.early {
					t.Errorf("%d forecasts in %d tries, want %d at most", told, past.tried, s.early)
				}
				return
			}
			if float64(told) < s.told*float64(past.tried) {
				t.Errorf("%d forecasts in %d tries, want %.0f %%", told, past.tried, 100*s.told)
			}
			if _, part := past.worst(); part > s.error {
				t.Errorf("wrong by up to %.0f %% of the time left, want %.0f %%", 100*part, 100*s.error)
			}
		})
	}
	checkTable(t, table)
}

// inShort says how often there was a forecast, and how wrong it was.
func (m measured) inShort() string {
	told := 100 * float64(len(m.errors)) / float64(m.tried)
	switch {
	case len(m.errors) == 0:
		return "silent"
	case m.told == 0:
		return fmt.Sprintf("false alarm in %.0f %%", told)
	}
	_, part := m.worst()
	return fmt.Sprintf("told in %.0f %%, wrong by up to %.0f %%", told, 100*part)
}

// pastChange is something that begins at time 0, after which there should be a forecast, or none any more.
type pastChange struct {
	shape
	told       bool
	within     int // hours
	hourOfWeek int // at which it begins; 0 for any
}

func pastChanges() []pastChange {
	rise := func(perHour, before float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return before + perHour*max(0, t) }
	}
	stop := func(perDay, hours, before float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return before + perDay*max(0, hours+min(0, t))/day }
	}
	return []pastChange{
		{shape{name: "growth by 3 points an hour begins", used: rise(3, 30), wander: 0.1}, true, 8, 0},
		{shape{name: "the same, with a clean-up each Sunday", used: with(rise(3, 0), sundays(30, 1)), wander: 0.1}, true, 8, 0},
		{shape{name: "growth by 2 points a day begins", used: rise(2./day, 50), wander: 0.1}, true, 30, 0},
		{shape{name: "growth by 0.5 points a day begins", used: rise(0.5/day, 70), wander: 0.1}, true, 8 * day, 0},
		{shape{name: "growth by 1 point a day begins, with people's files of the week", used: with(rise(1./day, 0), workweek(60, 2)), wander: 0.1}, true, 8 * day, 0},
		{shape{name: "a month of growth by 0.5 points a day stops", used: stop(0.5, 30*day, 70), wander: 0.1}, false, 24, 0},
		{shape{name: "a week of growth by 2 points a day stops", used: stop(2, 7*day, 70), wander: 0.1}, false, 24, 0},
		{shape{name: "growth by 3 points an hour stops after 8 hours", used: stop(72, 8, 50), wander: 0.1}, false, 6, 0},
		{shape{name: "a clean-up each Sunday stops", used: func(t, clock float64) float64 {
			if t < 0 {
				return sundays(70, 2)(t, clock)
			}
			return 84 + 2*t/day
		}, wander: 0.1}, true, 24, week - day + 3},
		{shape{name: "memory: a leak of 3 points a day begins", used: rise(3./day, 50), noise: 1, wander: 1, minGrowth: growthOfMemory}, true, 8 * day, 0},
	}
}

// delays returns how many hours after a change forecasts follow it: the first of six in a row; in each try, for the last 48 hours and
// for the history.
func (c pastChange) delays() (recent, past []float64) {
	const tries, longest = 8, 14 * day
	d := c.minGrowth
	if d.hours == 0 {
		d = growthOfDisk
	}
	var f fitter
	for i := range tries {
		means, medians := c.hourly(-pastHours, longest, cmp.Or(c.hourOfWeek, 155-i*20), uint64(i))
		first := func(y func(n int) []float64) float64 {
			row := 0
			for n := 1; n <= longest; n++ {
				if _, ok := f.trend(y(pastHours+n), d); ok != c.told {
					row = 0
				} else if row++; row == maxDoubtHours {
					return float64(n - maxDoubtHours + 1)
				}
			}
			return longest + 1
		}
		recent = append(recent, first(func(n int) []float64 { return newest(medians[:n], recentHours-1) }))
		past = append(past, first(func(n int) []float64 { return newest(means[:n], pastHours) }))
	}
	return recent, past
}

// TestForecastsFollowChanges measures how long it takes until there is a forecast of a growth that begins, and until there is none of
// one that stops.
func TestForecastsFollowChanges(t *testing.T) {
	table := "| change | wanted | by the last 48 hours | by the history |\n|---|---|---|---|\n"
	for _, c := range pastChanges() {
		recent, past := c.delays()
		wanted := "silence"
		if c.told {
			wanted = "forecast"
		}
		table += fmt.Sprintf("| %s | %s | %s | %s |\n", c.name, wanted, afterHours(median(recent)), afterHours(median(past)))
		if got := median(past); got > float64(c.within) {
			t.Errorf("%s: followed after %.0f hours, want %d at most", c.name, got, c.within)
		}
	}
	checkTable(t, table)
}

func afterHours(hours float64) string {
	switch {
	case hours > 14*day:
		return "not within 2 weeks"
	case hours > 2*day:
		return fmt.Sprintf("after %.1f days", hours/day)
	case hours < 2:
		return "at once"
	}
	return fmt.Sprintf("after %.0f hours", hours)
}

// BenchmarkTrend judges one hour of a disk that has 60 days of history. A host has some disks, with their inodes, and memory.
func BenchmarkTrend(b *testing.B) {
	for _, s := range pastShapes() {
		means, _ := s.hourly(-s.days*day, 0, 84, 1)
		b.Run(s.name, func(b *testing.B) {
			var f fitter
			b.ReportAllocs()
			for b.Loop() {
				f.trend(means, growthOfDisk)
			}
		})
	}
}
