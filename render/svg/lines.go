package svg

import (
	"math"
	"slices"
)

// point is a sample that is drawn. broken tells that no line leads to it from the point before.
type point struct {
	row    int
	y      int
	broken bool
}

// appendLines draws lines beside each other. A line that is alone has a faint area between it and zero.
func (t *Timeline) appendLines(b []byte, p plot, lines []Line) []byte {
	for _, l := range lines {
		b = t.appendBand(b, p, l)
	}
	for _, l := range lines {
		points := t.placed(p, l)
		if len(lines) == 1 && l.Low == nil {
			b = t.appendArea(b, points, "faint", l.Color, p.height(0))
		}
		b = t.appendLine(b, points, l)
	}
	return b
}

// placed returns the points of a line. They are valid until the next call.
func (t *Timeline) placed(p plot, l Line) []point {
	points := t.choose(l.Values)
	for i := range points {
		v := l.Values[points[i].row]
		if l.Below {
			v = -v
		}
		points[i].y = p.height(v)
	}
	return points
}

// placedOver returns the points of a line over the stack that was drawn last, at the same samples, so that both agree.
func (t *Timeline) placedOver(p plot, l Line) []point {
	points, broken := make([]point, 0, len(t.points)), false
	for _, at := range t.points {
		broken = broken || at.broken
		if v := l.Values[at.row]; math.IsNaN(v) {
			broken = true
		} else {
			points = append(points, point{row: at.row, y: p.height(v), broken: broken})
			broken = false
		}
	}
	return points
}

// sumLayers returns the sum of the layers up to each, at each sample: first those of the lowest layer. A layer without a
// value adds nothing; where no layer has one there is no sum.
func (t *Timeline) sumLayers(layers []Line) []float64 {
	n := len(t.x)
	sums := make([]float64, 0, n*len(layers))
	for at, l := range layers {
		if at == 0 {
			sums = append(sums, l.Values...)
			continue
		}
		below := sums[(at-1)*n:]
		for i, v := range l.Values {
			switch {
			case math.IsNaN(v):
				v = below[i]
			case !math.IsNaN(below[i]):
				v += below[i]
			}
			sums = append(sums, v)
		}
	}
	return sums
}

// appendStack draws layers, the highest first, each as an area down to zero, so that what is seen of it is its own part.
// They have no outlines, which would hide thin ones. The samples that are drawn are chosen by the sum of all layers; of
// a stack that is filled up, where that is level, by the sum without the last.
func (t *Timeline) appendStack(b []byte, p plot, c Chart, sums []float64) []byte {
	n := len(t.x)
	layer := func(i int) []float64 { return sums[i*n : (i+1)*n] }
	top := len(c.Lines) - 1
	if c.Filled && top > 0 {
		top--
	}
	points := t.choose(layer(top))
	b = append(b, `<g class="stack">`...)
	for i, l := range slices.Backward(c.Lines) {
		values := layer(i)
		for at := range points {
			v := values[points[at].row]
			if math.IsNaN(v) {
				v = 0
			}
			points[at].y = p.height(v)
		}
		b = t.appendArea(b, points, "area", l.Color, p.height(0))
	}
	return append(b, `</g>`...)
}

// choose returns the samples of a line that are drawn: of each bucket the lowest and the highest value, in their order. A
// gap, or a sample without a value, breaks the line. A line reaches to the last sample before a gap. The result is valid until
// the next call.
func (t *Timeline) choose(values []float64) []point {
	points := t.points[:0]
	next, broken, missing := 0, false, false // next is the sample after the last point
	add := func(row int) {
		broken = broken || missing && slices.ContainsFunc(values[next:row], math.IsNaN)
		points = append(points, point{row: row, broken: broken})
		next, broken = row+1, false
	}
	for i, b := range t.buckets {
		low, high, some := extremes(values[b.from:b.to])
		broken, missing = broken || b.afterGap, missing || some
		if low < 0 {
			continue
		}
		add(b.from + min(low, high))
		if low != high {
			add(b.from + max(low, high))
		}
		missing = some
		endsLine := i+1 == len(t.buckets) || t.buckets[i+1].afterGap
		if end := b.to - 1; endsLine && end >= next && !math.IsNaN(values[end]) {
			add(end) // of equal values the first were taken, but the line reaches to the newest sample
		}
	}
	t.points = points
	return points
}

// extremes returns the indexes of the lowest and the highest value, each the first of equal ones, -1 without a value; and
// whether some values are missing.
func extremes(values []float64) (low, high int, missing bool) {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		lowest, highest = min(lowest, v), max(highest, v) // NaN if one is NaN
	}
	if missing = math.IsNaN(lowest); missing {
		lowest, highest = math.Inf(1), math.Inf(-1)
		for _, v := range values {
			if !math.IsNaN(v) {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
	}
	return slices.Index(values, lowest), slices.Index(values, highest), missing
}
