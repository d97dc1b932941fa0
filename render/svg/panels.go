package svg

import (
	"fmt"
	"math"
)

// The size of a shape's paths, in their units: the host's time, and the host's own highest value.
const (
	shapeWidth  = 256
	shapeHeight = 200
	ShapeParts  = 64 // into which the time is divided at most
)

// Shape is a chart of one host as paths in units of its own, so that it can be drawn on a scale that is not known yet.
type Shape struct {
	Up, Down  string  // path data: zero is at 0, and what is above it is negative
	Low, High float64 // of the values that are drawn, zero included
	From, To  int64   // ms since 1970
}

// Shape returns the shape of values, one a sample, drawn above and below zero; either may be nil. The values are divided by
// one. Of each part the highest is drawn, so that spikes are seen. From and To are left to the caller.
func (p Parts) Shape(up, down []float64, one float64) Shape {
	f := func(values []float64) float64 { return highest(values) / one }
	ups, downs := p.each(up, f), p.each(down, f)
	var s Shape
	include := func(v float64) {
		if !math.IsNaN(v) {
			s.Low, s.High = min(s.Low, v), max(s.High, v)
		}
	}
	for _, v := range ups {
		include(v)
	}
	for _, v := range downs {
		include(-v)
	}
	unit := s.unit()
	s.Up, s.Down = shapeSteps(ups, -1/unit), shapeSteps(downs, 1/unit)
	return s
}

// unit returns how much one unit of the paths stands for. Where all values are zero, it is 1.
func (s *Shape) unit() float64 {
	if highest := max(s.High, -s.Low); highest > 0 {
		return highest / shapeHeight
	}
	return 1
}

func shapeSteps(values []float64, scale float64) string {
	return steps(values, shapeWidth, 1, func(v float64) int { return int(math.Round(v * scale)) })
}

// Panels draws shapes of many hosts on one scale. The page script can give a panel a scale of its own
// (public/src/panel.js): it replaces the grid, the labels and the viewBox around the shape.
type Panels struct {
	axis         Axis
	scale        Scale
	from, to     int64
	grid, labels []byte
}

// NewPanels returns panels with an axis and a time in ms since 1970, whose begin, middle and end are labelled. There are
// lines at all ticks, and one label above all for both ends of the axis, as labels within would hide values.
func NewPanels(a Axis, s Scale, from, to int64, labels [3]string) Panels {
	p := newPlot(a)
	ticks := a.ticks()
	grid := []byte(`<svg viewBox="0 0 600 240" preserveAspectRatio="none"><path class="grid" d="`)
	for _, v := range ticks {
		grid = appendHorizontal(grid, p.height(v))
	}
	grid = append(grid, `"/></svg>`...)
	b := []byte(`<g class="y">`)
	b = appendText(b, "", 0, 0, a.text(s))
	b = append(b, `</g><g class="x">`...)
	for i, label := range labels {
		b = appendText(b, [...]string{"", "middle", "end"}[i], float64(50*i), 100, label)
	}
	return Panels{a, s, from, to, grid, append(b, `</g>`...)}
}

// text names both ends of the axis: "0–100 %", "96 MiB/s ↑ 32 MiB/s ↓", "-20 to 0". The page script does the same for other scales.
func (a Axis) text(s Scale) string {
	switch {
	case a.Mirrored:
		return s.Label(a.Max) + " ↑ " + s.Label(-a.Min) + " ↓"
	case a.Min == 0:
		return "0–" + s.Label(a.Max)
	}
	return s.Label(a.Min) + " to " + s.Label(a.Max)
}

// Append appends the picture of a shape, with lines at the two levels; 0 for none. The first of them is named
// above.
func (p *Panels) Append(b []byte, s Shape, warning, critical float64) []byte {
	b = append(b, `<svg class="static" aria-hidden="true">`...)
	b = append(b, p.grid...)
	if s.To > s.From {
		b = p.appendShape(b, s, warning, critical)
	}
	b = append(b, p.labels...)
	switch {
	case warning != 0:
		b = appendText(b, "level", 100, 0, "warning "+p.scale.Label(warning))
	case critical != 0:
		b = appendText(b, "level", 100, 0, "critical "+p.scale.Label(critical))
	}
	return append(b, `</svg>`...)
}

func (p *Panels) appendShape(b []byte, s Shape, warning, critical float64) []byte {
	unit, ms := s.unit(), float64(s.To-s.From)/shapeWidth
	left, width := float64(p.from-s.From)/ms, float64(p.to-p.from)/ms
	b = fmt.Appendf(b, `<svg viewBox="%.1f %.1f %.1f %.1f" preserveAspectRatio="none">`,
		left, (0-p.axis.Max)/unit, width, (p.axis.Max-p.axis.Min)/unit)
	for i, level := range [...]float64{warning, critical} {
		if level != 0 {
			b = fmt.Appendf(b, `<path class="%s" d="M%.0f %.1fh%.0f"/>`, [...]string{"warning", "critical"}[i], math.Floor(left), -level/unit, width+2)
		}
	}
	for i, data := range [...]string{s.Up, s.Down} {
		if data != "" {
			b = fmt.Appendf(b, `<path class="c%d" d="%s"/>`, i+1, data)
		}
	}
	return append(b, `</svg>`...)
}
