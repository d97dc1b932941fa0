package render

import (
	"slices"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// This file says what a chart's picture shows; package svg draws it.

// maxBands is how many lines a chart shows at most if each has a band from its lowest to its highest values. The page script has the
// same.
const maxBands = 2

// samplesOf returns when the host was sampled.
func samplesOf(h *report.Host) svg.Samples {
	s := svg.Samples{Times: h.Times, From: h.Extent.From, To: h.Extent.To, Cadence: h.Cadence, Reboots: h.Reboots}
	for _, g := range shownGaps(h) {
		s.Gaps = append(s.Gaps, svg.Interval(g))
	}
	return s
}

// appendPicture appends the picture of a chart of the host that the timeline is of.
func appendPicture(b []byte, t *svg.Timeline, c report.Chart, tails []report.Tail) []byte {
	var lines, over []svg.Line
	banded := len(c.Unfolded()) <= maxBands && !c.Stack
	for _, s := range c.Unfolded() {
		line := svg.Line{Values: s.Values, Min: s.Stats.Min, Max: s.Stats.Max,
			Color: int(s.Line.Color), Dash: string(s.Line.Dash), Below: s.Line.Below}
		switch {
		case s.Low == nil: // of samples
		case banded:
			line.Low, line.High = s.Low, s.High
		default: // its statistics have the extremes, which are not drawn
			line.Min, line.Max = s.MeanRange()
		}
		if c.Stack && s.Line.Over {
			over = append(over, line)
		} else {
			lines = append(lines, line)
		}
	}
	chart := svg.Chart{Lines: lines, Over: over, Stack: c.Stack, Filled: c.Limit.Name != "", Scale: scaleOf(c.Unit), Top: c.Top,
		Warning:  svg.Level{Value: c.Levels.Warning, Label: shareText(c.Shares.Warning)},
		Critical: svg.Level{Value: c.Levels.Critical, Label: shareText(c.Shares.Critical)}}
	for _, l := range c.Further {
		chart.Further = append(chart.Further, svg.FurtherLevel{Value: l.At, Class: l.State.String()})
	}
	chart.Up, chart.Down = directions(c)
	for _, tail := range tails {
		if tail.Chart == c.ID && slices.ContainsFunc(c.Unfolded(), func(s report.Series) bool { return s.ID == tail.Series }) {
			chart.Tails = append(chart.Tails, svg.Tail{From: tail.From, To: tail.To, Value: tail.Value, End: tail.End, Color: int(tail.Color), Label: flagText(tail)})
		}
	}
	if c.Max > 0 { // false for NaN
		chart.Limit, chart.LimitLabel = c.Max, limitText(c)
	}
	return t.AppendChart(b, chart)
}

// directions returns the names of a chart's lines above and below zero; "" and "" if none is drawn below.
func directions(c report.Chart) (up, down string) {
	for _, l := range c.Lines {
		if l.Below {
			down = l.Name
		} else {
			up = l.Name
		}
	}
	if down == "" {
		return "", ""
	}
	return up, down
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
