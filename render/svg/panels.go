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
	if unit := s.unit(); unit > 0 {
		s.Up, s.Down = shapeSteps(ups, -1/unit), shapeSteps(downs, 1/unit)
	}
	return s
}

// unit returns how much one unit of the paths stands for.
func (s *Shape) unit() float64 { return max(s.High, -s.Low) / shapeHeight }

func shapeSteps(values []float64, scale float64) string {
	return steps(values, shapeWidth, 1, func(v float64) int { return int(math.Round(v * scale)) })
}

// Panels draws shapes of many hosts on one scale.
type Panels struct {
	axis     Axis
	from, to int64
	grid     []byte
}

// NewPanels returns panels with an axis and a time in ms since 1970, whose begin, middle and end are labelled.
func NewPanels(a Axis, s Scale, from, to int64, labels [3]string) Panels {
	p := newPlot(a)
	ticks := a.ticks()
	b := []byte(`<svg viewBox="0 0 600 240" preserveAspectRatio="none"><path class="grid" d="`)
	for _, v := range ticks {
		b = appendHorizontal(b, p.height(v))
	}
	b = append(b, `"/></svg><g class="y" text-anchor="end">`...)
	b = p.appendTickLabels(b, ticks, s)
	b = append(b, `</g><g class="x" text-anchor="middle">`...)
	for i, label := range labels {
		b = appendText(b, "", float64(50*i), 100, label)
	}
	return Panels{a, from, to, append(b, `</g>`...)}
}

// Append appends the picture of a shape.
func (p *Panels) Append(b []byte, s Shape) []byte {
	b = append(b, `<svg class="static" aria-hidden="true">`...)
	b = append(b, p.grid...)
	if unit := s.unit(); unit > 0 && s.To > s.From {
		ms := float64(s.To-s.From) / shapeWidth
		b = fmt.Appendf(b, `<svg viewBox="%.1f %.1f %.1f %.1f" preserveAspectRatio="none">`,
			float64(p.from-s.From)/ms, (0-p.axis.Max)/unit, float64(p.to-p.from)/ms, (p.axis.Max-p.axis.Min)/unit)
		for i, data := range [...]string{s.Up, s.Down} {
			if data != "" {
				b = fmt.Appendf(b, `<path class="c%d" d="%s"/>`, i+1, data)
			}
		}
		b = append(b, `</svg>`...)
	}
	return append(b, `</svg>`...)
}
