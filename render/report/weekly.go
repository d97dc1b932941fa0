package report

import (
	"math"
	"slices"
)

// This file finds what comes again each week, such as a clean-up each Sunday, so that it can be taken out of a series before a
// growth is looked for.

const (
	week         = 7 * day // hours
	minWeeks     = 4       // that must be known before a rhythm can be
	minRhythm    = 0.5     // percentage points by which a rhythm must go up and down
	settledHours = 2 * day // the newest hours, which a rhythm is not computed from
)

// rhythm computes by how much each hour of the week is above the week's level, from the weeks before the newest hours, and
// puts the series without it into f.even. The result is by hours before the newest, modulo a week; nil if there is none, or
// if the newest day does not follow it.
//
// Method: each week, less its median and its growth, has a deviation for each hour; the rhythm is the median of those of
// one hour of the week (as the seasonal part of Cleveland and others, "STL", 1990, but with medians). An hour at which
// the weeks do not agree in the sign of the deviation, except for one week in each direction, has none.
func (f *fitter) rhythm(y []float64) *[week]float64 {
	if len(y) < minWeeks*week {
		return nil
	}
	f.deviations(y)
	low, high := 0.0, 0.0
	for back := range week {
		f.pattern[back] = f.agreed(back)
		low, high = min(low, f.pattern[back]), max(high, f.pattern[back])
	}
	if high-low < minRhythm {
		return nil
	}
	f.even = f.even[:0]
	for i, v := range y {
		f.even = append(f.even, v-f.pattern[(len(y)-1-i)%week])
	}
	newest := len(y) - day
	const between = week/2 + day + day/2 // hours from the middle of the week before to that of the newest day
	before := f.medianOf(f.even[newest-week-day : newest-day])
	expected := before + growthOfWeek(f.levels, 0)*between/week
	if !(math.Abs(f.medianOf(f.even[newest:])-expected) < (high-low)/2) {
		return nil
	}
	return &f.pattern
}

// deviations fills f.off with the weeks before the newest hours, the newest week first: how far each hour is from its
// week's line; and f.levels with the medians of the weeks. The oldest week may be incomplete.
func (f *fitter) deviations(y []float64) {
	f.off, f.levels = f.off[:0], f.levels[:0]
	for _, v := range slices.Backward(y[:len(y)-settledHours]) {
		f.off = append(f.off, v)
	}
	for part := range slices.Chunk(f.off, week) {
		if len(part) > week/2 {
			f.levels = append(f.levels, f.medianOf(part))
		}
	}
	f.off = f.off[:min(len(f.off), len(f.levels)*week)]
	for i := range f.off {
		w := i / week
		f.off[i] -= f.levels[w] + growthOfWeek(f.levels, w)*(0.5-float64(i%week)/week)
	}
}

// growthOfWeek returns by how much a week grows: the difference of the medians from the week before, or to the week after,
// whichever is less; 0 if they differ in sign. So a single step is no growth (a slope limiter: "minmod", Roe 1986), and neither
// is what comes again each week.
func growthOfWeek(levels []float64, w int) float64 {
	step := func(i int) float64 {
		i = max(0, min(i, len(levels)-2))
		return levels[i] - levels[i+1]
	}
	a, b := step(w-1), step(w)
	if a*b <= 0 {
		return 0
	}
	return math.Copysign(min(math.Abs(a), math.Abs(b)), a)
}

// agreed returns the median deviation of the weeks at an hour, which is so many hours before the newest modulo a week.
func (f *fitter) agreed(back int) float64 {
	at := (back - settledHours + week) % week
	values := f.scratch[:0]
	for i := at; i < len(f.off); i += week {
		if v := f.off[i]; !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	f.scratch = values
	n := len(values)
	if n < minWeeks-1 {
		return 0
	}
	slices.Sort(values)
	odd := 0
	if n > minWeeks-1 {
		odd = 1
	}
	if values[odd] <= 0 && values[n-1-odd] >= 0 {
		return 0
	}
	return (values[n/2] + values[(n-1)/2]) / 2
}

// medianOf returns the median of the values that are known, and leaves their order as it is.
func (f *fitter) medianOf(y []float64) float64 {
	f.scratch = f.scratch[:0]
	for _, v := range y {
		if !math.IsNaN(v) {
			f.scratch = append(f.scratch, v)
		}
	}
	return median(f.scratch)
}

// untilFullWeekly returns in how many hours a line reaches 100 % together with the rhythm of the week; level is that of
// the line at the end of the newest hour.
func untilFullWeekly(rhythm *[week]float64, level, perHour float64) float64 {
	before := math.NaN()
	for ahead := 0; ; ahead++ {
		middle := float64(ahead) + 0.5
		v := level + perHour*middle + rhythm[week-1-ahead%week]
		if v >= full {
			if before < full {
				return middle - (v-full)/(v-before)
			}
			return middle
		}
		if middle > farthest {
			return math.Inf(1)
		}
		before = v
	}
}
