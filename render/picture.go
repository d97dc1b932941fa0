package render

import (
	"math"
	"strconv"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// This file says what a chart's picture shows; package svg draws it.

// frame draws the pictures of one host after the other. Its zero value is ready to be reset. It is not safe for
// concurrent use.
type frame struct {
	timeline svg.Timeline
	lines    []svg.Line     // scratch
	gaps     []svg.Interval // scratch
}

// reset begins a host.
func (f *frame) reset(h *report.Host) {
	f.gaps = f.gaps[:0]
	for _, g := range h.Gaps {
		f.gaps = append(f.gaps, svg.Interval(g))
	}
	samples := samplesOf(h)
	samples.Gaps, samples.Reboots = f.gaps, h.Reboots
	f.timeline.Reset(samples)
}

// samplesOf returns when the host was sampled.
func samplesOf(h *report.Host) svg.Samples {
	return svg.Samples{Times: h.Times, From: h.Extent.From, To: h.Extent.To, Cadence: h.Cadence}
}

// appendPicture appends the picture of a chart of the host.
func (f *frame) appendPicture(b []byte, c report.Chart) []byte {
	f.lines = f.lines[:0]
	for _, s := range c.Unfolded() {
		f.lines = append(f.lines, svg.Line{Values: s.Values, Min: s.Stats.Min, Max: s.Stats.Max,
			Color: int(s.Line.Color), Dash: string(s.Line.Dash), Below: s.Line.Below})
	}
	chart := svg.Chart{Lines: f.lines, Stack: c.Stack, Filled: c.Limit.Name != "", Scale: scaleOf(c.Unit), Top: c.Top,
		Limit: c.Max, Warning: c.Levels.Warning, Critical: c.Levels.Critical}
	if c.Max > 0 { // false for NaN
		chart.LimitLabel = limitText(c)
	}
	return f.timeline.AppendChart(b, chart)
}

// limitText names the most there can be: "8 CPUs", but "total 32.0 GiB".
func limitText(c report.Chart) string {
	if c.Unit == metric.Load || c.Unit == metric.Count {
		return format(c.Max, metric.Count) + " " + c.Limit.Name
	}
	return c.Limit.Name + " " + format(c.Max, c.Unit)
}

// scaleOf returns the ticks of values of a unit.
func scaleOf(unit metric.Unit) svg.Scale {
	s := svg.Scale{Empty: 1, Label: func(v float64) string { return formatTick(v, unit) }}
	switch unit {
	case metric.Percent:
		s.Percent, s.Empty = true, 4
	case metric.Count:
		s.Whole, s.Empty = true, 4
	case metric.PerSecond:
		s.Empty = 4
	case metric.Bytes:
		s.Binary, s.Empty = true, 1<<20
	case metric.BytesPerSecond:
		s.Binary, s.Empty = true, 1024
	}
	return s
}

// formatTick returns a tick's label, with no more digits than it needs.
func formatTick(v float64, unit metric.Unit) string {
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

// formatTrimmed returns a number without the rounding errors of summed intervals.
func formatTrimmed(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
}

// formatTickBytes returns a value in bytes without a decimal that is 0.
func formatTickBytes(v float64) string {
	number, unit, _ := strings.Cut(format(v, metric.Bytes), " ")
	return strings.TrimSuffix(number, ".0") + " " + unit
}
