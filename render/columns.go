package render

import (
	"math"
	"slices"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// This file writes the numbers of a host's page. They stand in the page once. What all charts share is the JSON data:
//
//	{"time": [first, then differences, in ms], "from": ms, "to": ms, "cadence": ms,
//	 "gaps": [[from, to], …], "reboots": [ms, …],
//	 "charts": {"memory": {"limit": 34359738368}, "cpu": {"warning": 90, "critical": 95}}}
//
// Each chart has its columns of integers in a JSON of its own, data-CHART, which is parsed when the chart is drawn:
//
//	{"cpu_0": {"scale": 0.1, "values": [653, -12, null, 4]}, …}
//
// A column's value is the running sum of its numbers times the scale; null is no value and leaves the sum as it is.
// Differences compress to half of what the values do.

// appendData appends the JSON of what the host's charts share.
func appendData(b []byte, h *report.Host) []byte {
	b = append(b, `{"time":[`...)
	before := int64(0)
	for i, t := range h.Times {
		b = comma(b, i)
		b = appendInt(b, t-before)
		before = t
	}
	b = append(b, `],"from":`...)
	b = appendInt(b, h.Extent.From)
	b = append(b, `,"to":`...)
	b = appendInt(b, h.Extent.To)
	b = append(b, `,"cadence":`...)
	b = appendInt(b, h.Cadence)
	b = append(b, `,"gaps":[`...)
	for i, g := range h.Gaps {
		b = comma(b, i)
		b = append(b, '[')
		b = appendInt(b, g.From)
		b = append(b, ',')
		b = appendInt(b, g.To)
		b = append(b, ']')
	}
	b = append(b, `],"reboots":[`...)
	for i, t := range h.Reboots {
		b = comma(b, i)
		b = appendInt(b, t)
	}
	b = append(b, `],"charts":{`...)
	b = appendLimits(b, h.Charts)
	return append(b, `}}`...)
}

// appendColumns appends the JSON of a chart's columns.
func appendColumns(b []byte, c report.Chart) []byte {
	b = append(b, '{')
	for i, s := range c.Series {
		b = comma(b, i)
		b = append(b, '"')
		b = append(b, s.ID...)
		b = append(b, `":`...)
		b = appendColumn(b, s.Values, c.Unit)
	}
	return append(b, '}')
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		b = append(b, ',')
	}
	return b
}

// level is a constant line of a chart, under its name in the JSON.
type level struct {
	name  string
	value float64
}

// levels returns the constant lines that a chart has.
func levels(c report.Chart) []level {
	all := []level{{"limit", c.Max}, {"warning", c.Levels.Warning}, {"critical", c.Levels.Critical}}
	return slices.DeleteFunc(all, func(l level) bool { return math.IsNaN(l.value) || l.value <= 0 })
}

// appendLimits appends the constant lines of each chart that has any.
func appendLimits(b []byte, charts []report.Chart) []byte {
	n := 0
	for _, c := range charts {
		lines := levels(c)
		if len(lines) == 0 {
			continue
		}
		b = comma(b, n)
		n++
		b = append(b, '"')
		b = append(b, c.ID...)
		b = append(b, `":{`...)
		for i, l := range lines {
			b = comma(b, i)
			b = append(b, '"')
			b = append(b, l.name...)
			b = append(b, `":`...)
			b = strconv.AppendFloat(b, l.value, 'f', -1, 64)
		}
		b = append(b, '}')
	}
	return b
}

// appendColumn appends one column. Its scale keeps what can be seen and no more: percentages to 0.1 and loads to 0.01,
// sizes to a 4096th of the largest, rates to three digits each, as their small values matter beside large ones.
func appendColumn(b []byte, values []float64, unit metric.Unit) []byte {
	scale, digits := resolution(values, unit)
	b = append(b, `{"scale":`...)
	b = strconv.AppendFloat(b, scale, 'f', -1, 64)
	b = append(b, `,"values":[`...)
	perStep := 1 / scale
	if scale < 1 {
		perStep = math.Round(perStep)
	}
	at := len(b)
	b = slices.Grow(b, len(values)*(numberRoom+1)+numberRoom)
	b = b[:cap(b)]
	var before int64
	same := math.NaN() // the value of before
	for _, v := range values {
		switch {
		case v == same: // as in what rests, or is mostly zero
			b[at] = '0'
			at++
		case v == v:
			n := scaled(v, perStep)
			if digits {
				n = threeDigits(n)
			}
			at = putInt(b, at, n-before)
			before, same = n, v
		default: // NaN
			at += copy(b[at:], "null")
		}
		b[at] = ','
		at++
	}
	if len(values) > 0 { // without the last comma
		at--
	}
	return append(b[:at], `]}`...)
}

func resolution(values []float64, unit metric.Unit) (scale float64, digits bool) {
	switch unit {
	case metric.Percent:
		return 0.1, false
	case metric.Load, metric.PerSecond:
		return 0.01, true
	case metric.BytesPerSecond:
		return 1, true
	case metric.Bytes:
		most := 0.0
		for _, v := range values {
			if v > most { // false for NaN
				most = v
			}
		}
		if _, exponent := math.Frexp(most); exponent > 12 {
			return math.Ldexp(1, exponent-12), false
		}
	}
	return 1, false
}

// most keeps values and their differences exact in the script's float64.
const most = 1 << 52

// scaled returns v in steps, rounded to the nearest, and to even between two. There are so many steps to one: a power of two,
// or a whole number.
func scaled(v, perStep float64) int64 {
	steps := float64(v * perStep) // rounded now: never in one with the sum below
	if math.Abs(steps) < most/2 {
		const whole = 1.5 * most // beside it only whole numbers have a float64, and their bits are as far apart as they
		return int64(math.Float64bits(steps+whole) - math.Float64bits(whole))
	}
	return int64(math.RoundToEven(max(-most, min(most, steps))))
}

// threeDigits rounds n to its three leading digits. The divisors are constants, as a division by anything else takes
// several times as long.
func threeDigits(n int64) int64 {
	m := max(n, -n)
	switch {
	case m < 1_000:
	case m < 10_000:
		m = (m + 5) / 10 * 10
	case m < 100_000:
		m = (m + 50) / 100 * 100
	case m < 1_000_000:
		m = (m + 500) / 1_000 * 1_000
	case m < 10_000_000:
		m = (m + 5_000) / 10_000 * 10_000
	case m < 100_000_000:
		m = (m + 50_000) / 100_000 * 100_000
	case m < 1_000_000_000:
		m = (m + 500_000) / 1_000_000 * 1_000_000
	default:
		unit := int64(10_000_000)
		for ; m >= 1_000*unit; unit *= 10 {
		}
		m = (m + unit/2) / unit * unit
	}
	if n < 0 {
		return -m
	}
	return m
}
