package report

import (
	"math"
	"slices"
)

const minDaily = 12 // hours that must have a value on both days

// daily compares each of the last 24 hours with the same hour of the day before, as the seasonal Kendall slope does
// (Hirsch, Slack and Smith 1982), so that files which appear each night and are removed each morning do not count. The median
// difference is the growth of a day. It is accepted if the middle half of the differences, and the newest ones, are about
// the same, and if it happened on both days, which excludes a single step.
func (f *fitter) daily(y []float64, d minGrowth) (trend, bool) {
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
	if len(growth) < minDaily {
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
	t := trend{perHour: perDay / day, level: y[len(y)-1], toFull: untilFull(y, perDay), rise: 2 * perDay, daily: true}
	return t, t.toFull <= farthest
}

// dayGrowth returns by how much the hour so many hours before the last is above the same hour a day earlier.
func dayGrowth(y []float64, back int) float64 {
	i := len(y) - 1 - back
	if i < day {
		return math.NaN()
	}
	return y[i] - y[i-day]
}

// bothDays reports whether the growth of a day happened on both days. If it happened at once, the change over two hours of
// one day differs by it from the change over the same hours of the other. The hours between the two days have no
// counterpart: if they changed by about that much, most other hours must show the growth as well.
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

// untilFull returns in how many hours a disk is full if the day repeats, each time higher by the growth of a day: with a
// backup each night, that is in a night. A value that only one of the two days reached does not count.
func untilFull(y []float64, perDay float64) float64 {
	var hours [day]float64 // of the day that repeats, the newest first
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

// lower returns the lower of two values; if one is NaN, the other.
func lower(a, b float64) float64 {
	if math.IsNaN(a) || b < a {
		return b
	}
	return a
}
