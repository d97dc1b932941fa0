package report

import (
	"cmp"
	"math"
)

// pastShape is a disk that has been watched for weeks. clock is in hours since a Monday's midnight, so that weeks are its
// multiples of 168.
type pastShape struct {
	shape
	days int // of history
}

// pastShapes are what forecasts with a history are measured on. Each is tried at many hours of the week.
func pastShapes() []pastShape {
	list := shapesOfWeeks()
	for i := range list {
		list[i].days = cmp.Or(list[i].days, pastHours/day)
	}
	return list
}

func shapesOfWeeks() []pastShape {
	fill := func(perDay, now float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return now + perDay*t/24 }
	}
	until := func(end, perDay, now float64) func(t, _ float64) float64 {
		return func(t, _ float64) float64 { return now + perDay*min(0, t-end)/24 }
	}
	return []pastShape{
		{shape: shape{name: "flat, wandering by 1 point", used: fill(0, 85), wander: 1}},
		{shape: shape{name: "people's files, up on workdays, down at weekends", used: workweek(70, 2), wander: 0.1}},
		{shape: shape{name: "busy by day on workdays only", used: office(70, 8), wander: 0.1}},
		{shape: shape{name: "a clean-up each Sunday", used: sundays(76, 2), wander: 0.1}},
		{shape: shape{name: "a clean-up each Sunday, off by 3 hours", used: func(t, clock float64) float64 {
			return sundays(76, 2)(t, clock+3*math.Sin(2.4*math.Floor(clock/week)))
		}, wander: 0.1}},
		{shape: shape{name: "a clean-up each Sunday, each sample off by 1 point", used: sundays(76, 2), noise: 1, wander: 0.2}},
		{shape: shape{name: "a clean-up each Sunday, for three weeks", used: sundays(76, 2), wander: 0.1, early: pastTries}, days: 21},
		{shape: shape{name: "a large backup each Saturday night", used: saturdays(60, 30), wander: 0.1}},
		{shape: shape{name: "a clean-up each Sunday, peaks grow by 2 points a week", used: with(sundays(74, 2), fill(2./7, 0)), wander: 0.1, told: 0.9, error: 0.3}},
		{shape: shape{name: "a backup each Saturday and slow growth", used: with(saturdays(70, 15), fill(0.3, 0)), wander: 0.1, told: 0.9, error: 0.3}},
		{shape: shape{name: "a month of slow growth, 0.5 points a day", used: func(t, _ float64) float64 { return 70 + 0.5*max(0, t+30*24)/24 }, wander: 0.2, told: 0.9, error: 0.2}},
		{shape: shape{name: "two months of growth by 0.2 points a day", used: fill(0.2, 88), wander: 0.2, told: 0.9, error: 0.25}},
		{shape: shape{name: "slow growth and people's files of the week", used: with(workweek(70, 1), fill(0.4, 0)), wander: 0.1, told: 0.9, error: 0.2}},
		{shape: shape{name: "growth on workdays only, 1 point a day", used: func(t, clock float64) float64 { return 75 + workdays(clock) - workdays(clock-t) }, wander: 0.1, told: 0.8, error: 0.3}},
		{shape: shape{name: "a month of growth and a nightly backup", used: with(fill(0.4, 75), nightly(8)), wander: 0.1, told: 0.9, error: 0.3}},
		{shape: shape{name: "a clean-up 12 days ago, slow growth goes on", used: with(fill(0.5, 80), after(-12*24, 15, 0)), wander: 0.1, told: 0.9, error: 0.2}},
		{shape: shape{name: "one big file, 10 days ago", used: after(-10*24, 60, 80), wander: 0.1}},
		{shape: shape{name: "a month of growth that stopped 3 days ago", used: until(-3*24, 0.5, 88), wander: 0.1}},
		{shape: shape{name: "a week of growth that stopped a day ago", used: func(t, _ float64) float64 { return 70 + 2*min(6, max(0, t/24+7)) }, wander: 0.1, early: 2}},
		{shape: shape{name: "Sunday clean-ups, and the last one failed", used: failed(76, 2), wander: 0.1, told: 0.6, error: 1}},
		{shape: shape{name: "Sunday clean-ups, fast fill for 8 hours", used: with(sundays(50, 1), func(t, _ float64) float64 { return 3 * max(0, t+8) }), wander: 0.1, told: 0.8, error: 0.3}},
		{shape: shape{name: "ten days of growth by 0.6 points a day", used: fill(0.6, 80), wander: 0.2, told: 0.9, error: 0.3}, days: 10},
		{shape: shape{name: "memory: busy on workdays", used: office(60, 15), noise: 1, wander: 1, minGrowth: growthOfMemory}},
		{shape: shape{name: "memory: a leak of 1 point a day", used: fill(1, 70), noise: 1, wander: 1, minGrowth: growthOfMemory, told: 0.8, error: 0.3}},
	}
}

// workdays returns how many workdays there were, whole and in parts.
func workdays(clock float64) float64 {
	return 5*math.Floor(clock/week) + min(5, math.Mod(clock, week)/day)
}

// workweek rises on workdays, and falls as far over the weekend.
func workweek(low, perDay float64) func(t, clock float64) float64 {
	return func(_, clock float64) float64 {
		if days := math.Mod(clock, week) / day; days < 5 {
			return low + perDay*days
		} else {
			return low + perDay*5*(7-days)/2
		}
	}
}

// office is up by day on workdays.
func office(low, by float64) func(t, clock float64) float64 {
	return func(_, clock float64) float64 {
		if hours := math.Mod(clock, week); hours < 5*day {
			return low + by*(1-math.Cos(hours*math.Pi/12))/2
		}
		return low
	}
}

// sundays rises all the week, until Sunday at 03:00.
func sundays(low, perDay float64) func(t, clock float64) float64 {
	return func(_, clock float64) float64 { return low + perDay*math.Mod(clock+day-3, week)/day }
}

// failed is sundays without the last clean-up before the newest hour, and all after it.
func failed(low, perDay float64) func(t, clock float64) float64 {
	return func(t, clock float64) float64 {
		const sunday = week - day + 3
		last := math.Floor((clock-t-sunday)/week)*week + sunday // before the newest hour
		if clock < last {
			return sundays(low, perDay)(t, clock)
		}
		return low + perDay*(7+(clock-last)/day)
	}
}

// saturdays comes from 22:00 on Saturdays to 06:00, and is removed by noon.
func saturdays(low, by float64) func(t, clock float64) float64 {
	return func(_, clock float64) float64 {
		switch hours := math.Mod(clock+2*day-22+week-day*6-day, week); {
		case hours < 8:
			return low + by*hours/8
		case hours < 14:
			return low + by
		}
		return low
	}
}
