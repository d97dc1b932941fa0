package svg

// appendLine appends a path through points in the colour of a line.
func (t *Timeline) appendLine(b []byte, points []point, l Line) []byte {
	b = append(b, `<path class="c`...)
	b = appendInt(b, l.Color)
	if l.Dash != "" {
		b = append(b, ' ')
		b = append(b, l.Dash...)
	}
	b = append(b, `" d="`...)
	for from, to := 0, 0; from < len(points); from = to {
		to = endOfSegment(points, from)
		b, _ = t.appendSegment(b, points[from:to])
	}
	return append(b, `"/>`...)
}

// appendArea appends the area between points and a height.
func (t *Timeline) appendArea(b []byte, points []point, class string, color, floor int) []byte {
	b = append(b, `<path class="`...)
	b = append(b, class...)
	b = append(b, ` c`...)
	b = appendInt(b, color)
	b = append(b, `" d="`...)
	for from, to := 0, 0; from < len(points); from = to {
		to = endOfSegment(points, from)
		var left int
		b, left = t.appendSegment(b, points[from:to])
		b = append(b, 'V')
		b = appendInt(b, floor)
		b = append(b, 'H')
		b = appendInt(b, left)
		b = append(b, 'z')
	}
	return append(b, `"/>`...)
}

// endOfSegment returns the first point after one that no line leads to.
func endOfSegment(points []point, from int) int {
	to := from + 1
	for to < len(points) && !points[to].broken {
		to++
	}
	return to
}

// appendSegment appends path data through points, and returns the x of its begin. Coordinates are relative,
// which compresses best. A sample that stands alone is as wide as a cadence, so that it can be seen.
func (t *Timeline) appendSegment(b []byte, points []point) (data []byte, left int) {
	x, y := t.x[points[0].row], points[0].y
	alone := len(points) == 1
	if alone {
		x -= t.halfCadence
	}
	left = x
	b = append(b, 'M')
	b = appendInt(b, x)
	b = appendNext(b, y)
	if alone {
		b = append(b, 'h')
		return appendInt(b, 2*t.halfCadence), left
	}
	b = append(b, 'l')
	first := true
	for i, at := range points[1:] {
		if at.y == y && i+2 < len(points) && points[i+2].y == y {
			continue // within a level stretch
		}
		if first { // nothing separates it from the letter
			b = appendInt(b, t.x[at.row]-x)
		} else {
			b = appendNext(b, t.x[at.row]-x)
		}
		b = appendNext(b, at.y-y)
		x, y, first = t.x[at.row], at.y, false
	}
	return b, left
}
