package render

import (
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
		Warning: c.Levels.Warning, Critical: c.Levels.Critical}
	if c.Max > 0 { // false for NaN
		chart.Limit, chart.LimitLabel = c.Max, limitText(c)
	}
	return f.timeline.AppendChart(b, chart)
}

// limitText names the most there can be: "8 CPUs" where the unit has no text, else "total 32.0 GiB".
func limitText(c report.Chart) string {
	if c.Unit.Format().Suffix == "" {
		return format(c.Max, metric.Count) + " " + c.Limit.Name
	}
	return c.Limit.Name + " " + format(c.Max, c.Unit)
}

// scaleOf returns the ticks of values of a unit.
func scaleOf(unit metric.Unit) svg.Scale {
	f := unit.Format()
	return svg.Scale{Binary: f.Base == 1024, Whole: f.Whole, Empty: f.Idle, Label: func(v float64) string { return formatTick(v, unit) }}
}
