package svg

import "math"

// Tail continues a line beyond the samples, straight from one time to another, ms since 1970.
type Tail struct {
	From, To   int64
	Value, End float64 // at these times
	Color      int
	Label      string // at its end
}

// clip returns where a tail ends on the axes: at its end, or where the time axis or the value axis ends.
func (t *Timeline) clip(p plot, tail Tail) (to int64, value float64) {
	part := 1.0 // of the tail
	if all := tail.To - tail.From; t.from+t.span < tail.To {
		part = float64(t.from+t.span-tail.From) / float64(all)
	}
	if rise := tail.End - tail.Value; tail.Value+part*rise > p.axis.Max {
		part = (p.axis.Max - tail.Value) / rise
	}
	part = max(0, part)
	return tail.From + int64(part*float64(tail.To-tail.From)), tail.Value + part*(tail.End-tail.Value)
}

func (t *Timeline) appendTails(b []byte, p plot, tails []Tail) []byte {
	for _, tail := range tails {
		to, value := t.clip(p, tail)
		b = append(b, `<path class="c`...)
		b = appendInt(b, tail.Color)
		b = append(b, ` tail" d="M`...)
		b = appendInt(b, t.left(tail.From))
		b = appendNext(b, p.height(tail.Value))
		b = append(b, 'L')
		b = appendInt(b, t.left(to))
		b = appendNext(b, p.height(value))
		b = append(b, `"/>`...)
	}
	return b
}

// How near to another flag one has no place, in percent of the plot.
const (
	flagWidth  = 25
	flagHeight = 9
)

// appendFlags appends the labels of tails, the first ones first. One that has no place is left out.
func (t *Timeline) appendFlags(b []byte, p plot, tails []Tail) []byte {
	if len(tails) == 0 {
		return b
	}
	b = append(b, `<g class="flag" text-anchor="end">`...)
	var placed [][2]float64
	for _, tail := range tails {
		to, value := t.clip(p, tail)
		x, y := t.share(to), p.share(value)
		free := true
		for _, other := range placed {
			free = free && (math.Abs(other[0]-x) >= flagWidth || math.Abs(other[1]-y) >= flagHeight)
		}
		if free {
			placed = append(placed, [2]float64{x, y})
			if tail.To > t.from+t.span { // beyond the axis
				tail.Label += " →"
			}
			b = appendText(b, "", x, y, tail.Label)
		}
	}
	return append(b, `</g>`...)
}
