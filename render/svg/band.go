package svg

import "math"

// appendBand appends the area between the lowest and the highest values that a line has the means of; nothing for a line without
// them.
func (t *Timeline) appendBand(b []byte, p plot, l Line) []byte {
	if l.Low == nil {
		return b
	}
	b = append(b, `<path class="extremes c`...)
	b = appendInt(b, l.Color)
	b = append(b, `" d="`...)
	var open []edge // of the stretch without a break
	for _, k := range t.buckets {
		low, high, ok := extent(l.Low[k.from:k.to], l.High[k.from:k.to])
		if k.afterGap || !ok {
			b, open = t.appendEdges(b, open), open[:0]
		}
		if !ok {
			continue
		}
		if l.Below {
			low, high = -high, -low
		}
		open = append(open, edge{t.x[k.from], p.height(low), p.height(high)})
		if k.to-1 > k.from {
			open = append(open, edge{t.x[k.to-1], p.height(low), p.height(high)})
		}
	}
	return append(t.appendEdges(b, open), `"/>`...)
}

// edge is a band's lower and upper end at an x.
type edge struct{ x, low, high int }

// appendEdges appends path data around a stretch of a band: along its upper end, and back along the lower one. A sample that stands
// alone is as wide as a cadence.
func (t *Timeline) appendEdges(b []byte, list []edge) []byte {
	switch len(list) {
	case 0:
		return b
	case 1:
		list = append(list, list[0])
		list[0].x, list[1].x = list[0].x-t.halfCadence, list[1].x+t.halfCadence
	}
	b = appendNext(appendInt(append(b, 'M'), list[0].x), list[0].high)
	b = append(b, 'L')
	for i, e := range list[1:] {
		b = appendPoint(b, e.x, e.high, i == 0)
	}
	for i := len(list) - 1; i >= 0; i-- {
		b = appendPoint(b, list[i].x, list[i].low, false)
	}
	return append(b, 'z')
}

// appendPoint appends an absolute point. The first one is after a letter.
func appendPoint(b []byte, x, y int, first bool) []byte {
	if first {
		return appendNext(appendInt(b, x), y)
	}
	return appendNext(appendNext(b, x), y)
}

// extent returns the lowest and the highest of values; false without any.
func extent(lows, highs []float64) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for i := range lows {
		if lows[i] < low { // false for NaN
			low = lows[i]
		}
		if highs[i] > high {
			high = highs[i]
		}
	}
	return low, high, low <= high
}
