package render

import (
	"slices"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// This file draws the lines and areas of a static chart.

// appendLines draws lines beside each other; a line that is alone has a faint area below it.
func (p plot) appendLines(b []byte, shown []report.Series) []byte {
	zero := p.height(0)
	scale := plotHeight / (p.axis.max - p.axis.min)
	for _, s := range shown {
		p.pick(s.Values)
		sign := -scale
		if s.Line.Below {
			sign = scale
		}
		p.y = p.y[:0]
		for _, at := range p.picks {
			y := float64(zero) + s.Values[at.row]*sign
			p.y = append(p.y, within(y))
		}
		if len(shown) == 1 {
			b = appendPathOf(b, s.Line, "faint ", p.path(zero))
		}
		b = appendPathOf(b, s.Line, "", p.path(-1))
	}
	return b
}

// appendStack draws layers on top of each other, the highest first, each down to zero, so that what can be seen of it is
// its own part. They have no outlines, under which thin ones would be gone. A stack that fills up to its limit has a
// level top: samples are chosen by what is below its last layer.
func (p plot) appendStack(b []byte, layers []report.Series, full bool) []byte {
	if full && len(layers) > 1 {
		p.sum(layers[:len(layers)-1])
	}
	p.pick(p.total)
	n := len(p.picks)
	p.sums = slices.Grow(p.sums[:0], n*len(layers))[:n*len(layers)]
	for layer, s := range layers {
		for i, at := range p.picks {
			v := s.Values[at.row]
			if v != v { // NaN
				v = 0
			}
			if layer > 0 {
				v += p.sums[(layer-1)*n+i]
			}
			p.sums[layer*n+i] = v
		}
	}
	b = append(b, `<g class="stack">`...)
	for layer, s := range slices.Backward(layers) {
		p.heights(p.sums[layer*n : (layer+1)*n])
		b = appendPathOf(b, s.Line, "area ", p.path(p.height(0)))
	}
	return append(b, `</g>`...)
}

// heights sets where the picks stand.
func (p plot) heights(values []float64) {
	p.y = p.y[:0]
	for _, v := range values {
		p.y = append(p.y, p.height(v))
	}
}

// path returns the path data, which hold until the next call.
func (p plot) path(floor int) []byte {
	p.data = p.appendPath(p.data[:0], floor)
	return p.data
}

// appendPathOf appends a path in the colour of a line.
func appendPathOf(b []byte, line metric.Line, class string, data []byte) []byte {
	b = append(b, `<path class="`...)
	b = append(b, class...)
	b = append(b, 'c')
	b = appendInt(b, int64(line.Color))
	if line.Dash != metric.Solid && class == "" {
		b = append(b, ' ')
		b = append(b, line.Dash...)
	}
	b = append(b, `" d="`...)
	b = append(b, data...)
	return append(b, `"/>`...)
}
