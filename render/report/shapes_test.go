package report

import (
	"math"
	"math/rand/v2"
)

// shape is a disk as it may fare. used returns its percentage in use some hours after the newest sample (before it: less
// than zero), at an hour since a midnight; NaN where there is no sample.
type shape struct {
	name      string
	used      func(t, clock float64) float64
	noise     float64 // percentage points: standard deviation of a sample
	wander    float64 // the same, of what changes within hours
	minGrowth minGrowth

	told  float64 // of the tries, how many must have a forecast at least; 0: none may have one
	error float64 // how wrong the date may be at most, as a part of the time until it
	early int     // tries that may have a forecast though nothing fills for good
	why   string  // there is no forecast of what does fill
}

// shapes are what the forecast is measured on. Nightly things happen at fixed hours, so each shape is tried with the
// newest sample at each hour of the day.
func shapes() []shape {
	fill := func(perDay, now float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return now + perDay*t/24 }
	}
	from := func(perHour, begin, before float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return before + perHour*max(0, t-begin) }
	}
	return []shape{
		{name: "flat", used: fill(0, 61)},
		{name: "flat, each sample off by 1 point", used: fill(0, 61), noise: 1},
		{name: "flat, wandering by 1 point", used: fill(0, 61), wander: 1},
		{name: "emptying by 2 points a day", used: fill(-2, 61)},
		{name: "slow fill, 2.3 points a day", used: fill(7./3, 93), wander: 0.06, told: 1, error: 0.10},
		{name: "slow fill, each sample off by 1 point", used: fill(7./3, 93), noise: 1, told: 0.85, error: 0.25},
		{name: "very slow fill, 0.6 points a day", used: fill(0.6, 95), wander: 0.02, told: 1, error: 0.10},
		{name: "fast fill for 8 hours, 3 points an hour", used: from(3, -8, 40), wander: 0.1, told: 1, error: 0.05},
		{name: "fast fill for 14 hours, 2 points an hour", used: from(2, -14, 40), wander: 0.1, told: 1, error: 0.05},
		{name: "fast fill for 3 hours", used: from(3, -3, 40), wander: 0.1, why: "told after 6 hours"},
		{name: "fill that stopped 10 hours ago", used: func(t, _ float64) float64 { return 90 + 4*min(0, t+10)/24 }, wander: 0.06},
		{name: "one big file, 10 hours ago", used: after(-10, 60, 80), wander: 0.06},
		{name: "one big file, 24 hours ago", used: after(-24, 60, 80), wander: 0.06},
		{name: "one big file, 1 hour ago", used: after(-1, 60, 80), wander: 0.06},
		{name: "a copy of 3 hours, done 2 hours ago", used: func(t, _ float64) float64 { return 40 + 10*min(3, max(0, t+5)) }, wander: 0.06},
		{name: "slow fill and one big file, 28 hours ago", used: with(fill(7./3, 86), after(-28, -8, 0)), wander: 0.06, told: 1, error: 0.15},
		{name: "backup each night, removed each morning", used: with(fill(0, 48), nightly(38)), wander: 0.3},
		{name: "backup each night, off by 20 minutes", used: func(t, clock float64) float64 {
			return 48 + nightly(38)(t, clock+math.Sin(math.Floor(clock/24)*2.4)/3)
		}, wander: 0.3},
		{name: "slow fill and a backup each night", used: with(fill(3, 85), nightly(5)), wander: 0.06, told: 1, error: 0.30},
		{name: "slow fill and a large backup each night", used: with(fill(2, 50), nightly(30)), wander: 0.06, told: 1, error: 0.15},
		{name: "logs of the day, rotated at midnight", used: func(_, clock float64) float64 { return 60 + 10*math.Mod(clock, 24)/24 }, wander: 0.06},
		{name: "temporary files of 6 hours", used: func(_, clock float64) float64 { return 60 + 10*math.Mod(clock, 6)/6 }, wander: 0.06},
		{name: "people's files, by day up and by night down", used: func(_, clock float64) float64 { return 60 - 5*math.Cos(clock*math.Pi/12) }, wander: 0.06},
		{name: "a backup each night that is kept", used: func(t, clock float64) float64 {
			return 88 + 2*(math.Floor(clock/24)-math.Floor((clock-t)/24))
		}, wander: 0.04, told: 0.9, error: 0.25},
		{name: "fill, cleaned up 10 hours ago, then quiet", used: func(t, _ float64) float64 {
			if t < -10 {
				return 92 + 4*(t+10)/24
			}
			return 70
		}, wander: 0.06},
		{name: "fill, cleaned up 30 hours ago, goes on", used: with(fill(6, 80), after(-30, 15, 0)), wander: 0.06, told: 1, error: 0.10},
		{name: "fill, cleaned up 2 hours ago", used: with(fill(6, 75), after(-2, 20, 0)), wander: 0.06, why: "told a day after the clean-up"},
		{name: "fresh file system, 20 hours old", used: func(t, _ float64) float64 {
			if t < -20 {
				return math.NaN()
			}
			return 0.2
		}, wander: 0.01},
		{name: "formatted 20 hours ago", used: after(-20, 80, 0.2), wander: 0.01},
		{name: "slow fill, disk enlarged 30 hours ago", used: func(t, _ float64) float64 {
			if v := 90 + 4*t/24; t >= -30 {
				return v
			} else {
				return min(100, v*1.15)
			}
		}, wander: 0.06, told: 1, error: 0.15},
		{name: "short history, fast fill for 4 hours", used: since(-4, fill(72, 50)), wander: 0.1, why: "told after 6 hours"},
		{name: "short history, fast fill for 8 hours", used: since(-8, fill(48, 70)), wander: 0.1, told: 1, error: 0.05},
		{name: "short history, first night of a backup", used: func(t, clock float64) float64 {
			if math.Floor((clock-t+12)/24)*24-12 > clock { // the host began at noon
				return math.NaN()
			}
			return 60 + nightly(20)(t, clock)
		}, wander: 0.06, early: 10},
		{name: "slow fill, 10 hours and each 4th sample missing", used: func(t, _ float64) float64 {
			if t > -25 && t < -15 || math.Mod(math.Round(-t*12), 4) == 1 {
				return math.NaN()
			}
			return 93 + 7./3*t/24
		}, wander: 0.06, told: 1, error: 0.12},
		{name: "memory: a leak of 20 points a day", used: fill(20, 70), noise: 1, wander: 1, minGrowth: growthOfMemory, told: 0.95, error: 0.25},
		{name: "memory: a program that filled it within 10 hours", used: func(t, _ float64) float64 { return 30 + 4*min(10, max(0, t+14)) }, noise: 1, wander: 1, minGrowth: growthOfMemory},
		{name: "memory: still filling for 10 hours", used: from(3, -10, 30), noise: 1, wander: 1, minGrowth: growthOfMemory, why: "told after a day"},
		{name: "memory: busy by day", used: func(_, clock float64) float64 { return 50 - 15*math.Cos(clock*math.Pi/12) }, noise: 1, wander: 1, minGrowth: growthOfMemory},
	}
}

// after is one value before a time, and another from then on.
func after(when, before, then float64) func(t, _ float64) float64 {
	return func(t, _ float64) float64 {
		if t < when {
			return before
		}
		return then
	}
}

// since has no samples before a time.
func since(when float64, f func(t, clock float64) float64) func(t, clock float64) float64 {
	return func(t, clock float64) float64 {
		if t < when {
			return math.NaN()
		}
		return f(t, clock)
	}
}

func with(f, g func(t, clock float64) float64) func(t, clock float64) float64 {
	return func(t, clock float64) float64 { return f(t, clock) + g(t, clock) }
}

// nightly comes from 23:00 to 04:00 and is cleared away from 05:30 to 06:30.
func nightly(points float64) func(t, clock float64) float64 {
	return func(_, clock float64) float64 {
		switch since := math.Mod(clock+1, 24); {
		case since < 5:
			return points * since / 5
		case since < 6.5:
			return points
		case since < 7.5:
			return points * (7.5 - since)
		}
		return 0
	}
}

// sampled returns a host whose newest sample is at an hour of the day, with the shape's values of the window before.
func (s shape) sampled(hourOfDay int, seed uint64) (*Host, []float64) {
	const perHour = 12
	chance := rand.New(rand.NewPCG(seed, uint64(hourOfDay)))
	newest := at(0).UnixMilli()/hour/24*24*hour + int64(hourOfDay)*hour + 20*60_000
	h := &Host{decoder: NewDecoder(testLayout(), Window)}
	var values []float64
	walk := chance.NormFloat64()
	for i := Window - 1; i >= 0; i-- {
		t := -float64(i) / perHour
		walk = 0.97*walk + math.Sqrt(1-0.97*0.97)*chance.NormFloat64()
		v := s.used(t, s.clock(t, hourOfDay))
		if math.IsNaN(v) {
			continue
		}
		v += s.wander*walk + s.noise*chance.NormFloat64()
		h.Times = append(h.Times, newest-int64(i)*hour/perHour)
		values = append(values, min(100, max(0, v)))
	}
	h.Cadence = cadence(h.Times)
	return h, values
}

// clock returns the hour since a midnight long before.
func (s shape) clock(t float64, hourOfDay int) float64 {
	return 240 + float64(hourOfDay) + 1./3 + t
}

// truth returns in how many hours the shape is full, infinity if not within a hundred days.
func (s shape) truth(hourOfDay int) float64 {
	for i := range 100 * 24 * 12 {
		if t := float64(i) / 12; s.used(t, s.clock(t, hourOfDay)) >= full {
			return t
		}
	}
	return math.Inf(1)
}
