package render

import (
	"math"
	"strconv"
	"strings"
	"time"

	"psmonitor/internal/metric"
)

// This file chooses the axes of the static charts as the page script does, in src/scale.js and src/format.js, so that
// nothing moves when the script's charts take their place.

// axis is a value axis: it ends at ticks.
type axis struct{ min, max, interval float64 }

// widest is how far an axis goes: foreign values add up to what is no number any more.
const widest = 1e300

// newAxis returns the axis for values from low, which is at most 0, to high. A top other than 0 is the fixed upper end.
func newAxis(unit metric.Unit, low, high, top float64) axis {
	low, high = max(low, -widest), min(high, widest)
	if unit == metric.Percent && top == 100 {
		return axis{0, 100, 25}
	}
	if low == 0 && high == 0 {
		high = quiet(unit)
	}
	if top > 0 {
		high = top
	}
	interval := tickStep(unit, (high-low)/5)
	a := axis{math.Floor(low/interval) * interval, math.Ceil(high/interval) * interval, interval}
	if top > 0 {
		a.max = top
	}
	return a
}

// quiet is where an axis ends when nothing is above zero.
func quiet(unit metric.Unit) float64 {
	switch unit {
	case metric.Percent, metric.Count, metric.PerSecond:
		return 4
	case metric.Bytes:
		return 1 << 20
	case metric.BytesPerSecond:
		return 1024
	}
	return 1
}

// tickStep returns the step between ticks that a person would choose, at least as long as given: for bytes a power of
// two, else 1, 2, 2.5 or 5 times a power of ten.
func tickStep(unit metric.Unit, least float64) float64 {
	if unit == metric.Bytes || unit == metric.BytesPerSecond {
		return math.Pow(2, max(0, math.Ceil(math.Log2(least))))
	}
	power := math.Pow(10, math.Floor(math.Log10(least)))
	step := 10 * power
	for _, nice := range [...]float64{1, 2, 2.5, 5} {
		if nice*power >= least*0.999 {
			step = nice * power
			break
		}
	}
	if unit == metric.Count {
		return max(1, math.Ceil(step))
	}
	return step
}

// ticks returns the axis' ticks, ascending.
func (a axis) ticks() []float64 {
	var list []float64
	for i := 0; i <= 50; i++ { // 50 is never reached
		v := a.min + float64(i)*a.interval
		if v > a.max+a.interval/1000 {
			break
		}
		list = append(list, v)
	}
	return list
}

// formatTick returns a tick's label: no more digits than it needs, and no sign, for below zero is another direction.
func formatTick(v float64, unit metric.Unit) string {
	v = math.Abs(v)
	switch unit {
	case metric.Percent:
		return formatTrimmed(v) + " %"
	case metric.Bytes:
		return formatTickBytes(v)
	case metric.BytesPerSecond:
		return formatTickBytes(v) + "/s"
	case metric.PerSecond:
		return formatTrimmed(v) + "/s"
	}
	return formatTrimmed(v)
}

// formatTrimmed returns a number without the binary dust of summed steps.
func formatTrimmed(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
}

// formatTickBytes is a value in bytes without a decimal that is 0.
func formatTickBytes(v float64) string {
	number, unit, _ := strings.Cut(format(v, metric.Bytes), " ")
	return strings.TrimSuffix(number, ".0") + " " + unit
}

// timeTick is a tick of a time axis.
type timeTick struct {
	at    int64 // ms
	label string
	day   bool // the first of a day: its label names the day
	fine  bool // to be left out where there is little room
}

// timeSteps is how many there are between the ticks of a time axis at most: 48 hours have ticks each 6 hours, and so has
// what the page script adds to them when a host is late.
const timeSteps = 10

// timeTicks returns the ticks of a time axis in UTC: the server does not know the viewer's zone.
func timeTicks(from, to int64) []timeTick {
	step := (24 * time.Hour).Milliseconds()
	for _, seconds := range [...]int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200} {
		if (to-from)/(seconds*1000) <= timeSteps {
			step = seconds * 1000
			break
		}
	}
	layout := "15:04"
	if to-from < (10 * time.Minute).Milliseconds() {
		layout = "15:04:05"
	}
	var list []timeTick
	for at := (from + step - 1) / step * step; at <= to && len(list) < 100; at += step {
		t := time.UnixMilli(at).UTC()
		tick := timeTick{at: at, label: t.Format(layout), fine: at/step%2 != 0}
		if at%(24*time.Hour).Milliseconds() == 0 {
			tick.day, tick.fine, tick.label = true, false, t.Format("Mon 2")
		}
		list = append(list, tick)
	}
	return list
}
