package report

import (
	"math"
	"slices"
)

// This file finds slow growth, in the medians of days.

const (
	minDays   = 7  // that must be known
	minHourly = 12 // hours of a day that must have a value

	deviations = 3 * 1.4826 // three standard deviations, by the median distance from the median
)

// slow fits a line to the medians of the last days, and then to fewer of them, so that a growth that began some days ago is
// found as well. y are hours without the rhythm of the week, where there is one.
func (f *fitter) slow(y []float64, rhythm *[week]float64, d minGrowth) (trend, bool) {
	days, peak := f.dailyMedians(y)
	if rhythm != nil {
		peak = slices.Max(rhythm[:])
	}
	days = days[lastBreak(days, 2):]
	for _, length := range [...]int{len(days), 28, 14, minDays} {
		if length < minDays || length > len(days) {
			continue
		}
		t, ok := f.steady(days, length, full-peak, farthest/day, d.rise)
		if !ok || f.departs(days[len(days)-length:], t) {
			continue
		}
		t.perHour, t.toFull = t.perHour/day, t.toFull*day
		if rhythm != nil {
			t.toFull = untilFullWeekly(rhythm, t.level, t.perHour)
		}
		return t, t.toFull <= farthest && !f.stopped(newest(y, length*day), t)
	}
	return trend{}, false
}

// dailyMedians returns the medians of the days that end with the newest hour, the oldest first, and by how much the highest
// hour was above the median on each of the last days at least: a backup each night fills a disk before its median does.
func (f *fitter) dailyMedians(y []float64) (days []float64, peak float64) {
	f.days = f.days[:0]
	peak = math.Inf(1)
	for from := len(y) % day; from < len(y); from += day {
		hours := y[from : from+day]
		middle, highest := f.medianOf(hours), math.Inf(-1)
		if len(f.scratch) < minHourly {
			middle = math.NaN()
		}
		for _, v := range f.scratch {
			highest = max(highest, v)
		}
		if f.days = append(f.days, middle); from >= len(y)-minDays*day && !math.IsNaN(middle) {
			peak = min(peak, highest-middle)
		}
	}
	if math.IsInf(peak, 1) {
		peak = 0
	}
	return f.days, peak
}

// departs reports whether the newest day is off the line by more than a day's growth and more than the days usually are: then
// the growth has stopped, or has become another.
func (f *fitter) departs(days []float64, t trend) bool {
	off := func(i int) float64 { return days[i] - (t.level - t.perHour*(float64(len(days)-1-i)+0.5)) }
	f.scratch = f.scratch[:0]
	for i := range days {
		if v := math.Abs(off(i)); !math.IsNaN(v) {
			f.scratch = append(f.scratch, v)
		}
	}
	return !(math.Abs(off(len(days)-1)) <= max(1.25*t.perHour, deviations*median(f.scratch)))
}

// stopped reports whether the newest hours are off the line by more than a quarter of a day's growth, compared with the same hours of the
// days before, and by more than those usually are.
func (f *fitter) stopped(y []float64, t trend) bool {
	const hours = 6
	off := func(back int) float64 {
		end := len(y) - back*day
		return f.medianOf(y[end-hours:end]) - (t.level - t.perHour*float64(back*day+hours/2))
	}
	before := f.bucket[:0]
	for back := 1; back <= 2*minDays && back*day+day <= len(y); back++ {
		if v := off(back); !math.IsNaN(v) {
			before = append(before, v)
		}
	}
	f.bucket = before
	usual := median(before)
	for i, v := range before {
		before[i] = math.Abs(v - usual)
	}
	return !(math.Abs(off(0)-usual) <= max(t.perHour*day/4, deviations*median(before)))
}
