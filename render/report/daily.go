package report

import (
	"math"
	"slices"
)

const leastDaily = 12 // hours that must have a value on both days

// daily compares each of the last 24 hours with the same hour of the day before, as the seasonal Kendall slope does
// (Hirsch, Slack and Smith 1982): what comes each night and is cleared away each morning takes itself out. The median
// difference is the growth of a day. It is believed when the middle half of the differences, and the newest of them,
// are like it, and when it came about on both days: a single step does not.
func (f *fitter) daily(y []float64, d demand) (trend, bool) {
	growth := f.sorted[:0]
	var newest [3]float64
	for back := range day {
		if v := dayGrowth(y, back); !math.IsNaN(v) {
			if len(growth) < len(newest) {
				newest[len(growth)] = v
			}
			growth = append(growth, v)
		}
	}
	if len(growth) < leastDaily {
		return trend{}, false
	}
	slices.Sort(growth)
	slices.Sort(newest[:])
	perDay := median(growth)
	within := func(v, share float64) bool { return v >= perDay*share && v <= perDay/share }
	if 2*perDay < d.rise || !within(growth[len(growth)/4], 0.5) || !within(growth[len(growth)*3/4], 0.5) ||
		!within(newest[1], 0.75) || !f.bothDays(y, perDay) {
		return trend{}, false
	}
	t := trend{perHour: perDay / day, level: y[len(y)-1], toFull: untilFull(y, perDay), daily: true}
	return t, t.toFull <= farthest
}

// dayGrowth returns by how much the hour that lies so many hours back is above the same hour a day earlier.
func dayGrowth(y []float64, back int) float64 {
	i := len(y) - 1 - back
	if i < day {
		return math.NaN()
	}
	return y[i] - y[i-day]
}

// bothDays reports whether the growth of a day came about on both days: if it came at once, two hours of one day differ
// by it from the same hours of the other. The few hours between the days have no other: if they moved by about that
// much, the growth must be seen in most other hours as well.
func (f *fitter) bothDays(y []float64, perDay float64) bool {
	steps := f.slopes[:0]
	for i := len(y) - 1; i-day-2 >= 0; i-- {
		step := y[i] - y[i-2]
		if math.Abs(step-(y[i-day]-y[i-day-2])) > perDay/2 {
			return false
		}
		if !math.IsNaN(step) {
			steps = append(steps, step)
		}
	}
	between := y[day] - y[len(y)-1-day]
	return !(math.Abs(between-perDay) < perDay/2) || median(steps) > perDay/day
}

// untilFull returns in how many hours a disk is full that repeats its day, each time higher by the growth of a day:
// with a backup each night, it is in a night. What only one of the two days reached does not count.
func untilFull(y []float64, perDay float64) float64 {
	var hours [day]float64 // of the day to be repeated, the newest first
	highest := math.Inf(-1)
	for back := range hours {
		i := len(y) - 1 - back
		hours[back] = y[i]
		if i >= day {
			hours[back] = lower(y[i], y[i-day]+perDay)
		}
		if hours[back] > highest {
			highest = hours[back]
		}
	}
	days := max(1, math.Ceil((full-highest)/perDay))
	before := hours[0] + (days-1)*perDay
	for back := day - 1; ; back-- {
		v := hours[back] + days*perDay
		if v >= full || back == 0 {
			at := days*day - float64(back) - 0.5
			if before < full && v > full {
				at -= (v - full) / (v - before)
			}
			return at
		}
		before = v
	}
}

// lower returns the lower of two values; of which one is NaN, the other.
func lower(a, b float64) float64 {
	if math.IsNaN(a) || b < a {
		return b
	}
	return a
}
