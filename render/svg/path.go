package svg

// appendLine appends a path through the points in the colour of a line.
func (t *Timeline) appendLine(b []byte, l Line) []byte {
	b = append(b, `<path class="c`...)
	b = appendInt(b, l.Color)
	if l.Dash != "" {
		b = append(b, ' ')
		b = append(b, l.Dash...)
	}
	b = append(b, `" d="`...)
	for from, to := 0, 0; from < len(t.points); from = to {
		to = t.endOfSegment(from)
		b, _ = t.appendSegment(b, from, to)
	}
	return append(b, `"/>`...)
}

// appendArea appends the area between the points and a height.
func (t *Timeline) appendArea(b []byte, class string, color, floor int) []byte {
	b = append(b, `<path class="`...)
	b = append(b, class...)
	b = append(b, ` c`...)
	b = appendInt(b, color)
	b = append(b, `" d="`...)
	for from, to := 0, 0; from < len(t.points); from = to {
		to = t.endOfSegment(from)
		var left int
		b, left = t.appendSegment(b, from, to)
		b = append(b, 'V')
		b = appendInt(b, floor)
		b = append(b, 'H')
		b = appendInt(b, left)
		b = append(b, 'z')
	}
	return append(b, `"/>`...)
}

// endOfSegment returns the first point after one that no line leads to.
func (t *Timeline) endOfSegment(from int) int {
	to := from + 1
	for to < len(t.points) && !t.points[to].broken {
		to++
	}
	return to
}

// appendSegment appends path data through some of the points, and returns the x of its begin. Coordinates are relative,
// which compresses best. A sample that stands alone is as wide as a cadence, so that it can be seen.
func (t *Timeline) appendSegment(b []byte, from, to int) (data []byte, left int) {
	x, y := t.x[t.points[from].row], t.points[from].y
	alone := to-from == 1
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
	appendX := appendInt // nothing separates the first number from the letter
	for i := from + 1; i < to; i++ {
		at := t.points[i]
		if at.y == y && i+1 < to && t.points[i+1].y == y {
			continue // within a level stretch
		}
		b = appendX(b, t.x[at.row]-x)
		b = appendNext(b, at.y-y)
		x, y, appendX = t.x[at.row], at.y, appendNext
	}
	return b, left
}
