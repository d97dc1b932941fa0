package svg

import (
	"math"
	"strconv"
)

// The size of a sparkline, in the units of its path, and into how many parts its time is divided at most.
const (
	sparkWidth  = 96
	sparkHeight = 24
	SparkParts  = 48
)

// Parts draws the small charts of one host, which show one value for each of some equal parts of its time. It has the
// sample after the last one of each part.
type Parts []int

// Divide divides the time of a host into so many parts at most: into fewer while it is short, so that none is without a
// sample where none is missing.
func Divide(s Samples, maxParts int) Parts {
	span := s.To - s.From
	fit := 2 * span / (3 * max(1, s.Cadence))
	n := int(max(1, min(fit, int64(maxParts))))
	width := float64(max(1, span)) / float64(n)
	ends := make(Parts, 0, n)
	for i, t := range s.Times {
		for part := min(n-1, int(float64(t-s.From)/width)); len(ends) < part; {
			ends = append(ends, i)
		}
	}
	for len(ends) < n {
		ends = append(ends, len(s.Times))
	}
	return ends
}

// each returns what f returns of the values of each part; nothing without values.
func (p Parts) each(values []float64, f func([]float64) float64) []float64 {
	if len(values) == 0 {
		return nil
	}
	list := make([]float64, len(p))
	from := 0
	for i, to := range p {
		list[i] = f(values[from:to])
		from = to
	}
	return list
}

// Sparkline returns path data of the means of the values, one a sample, NaN for none; top is the value at the upper edge. A
// part without values breaks the line.
func (p Parts) Sparkline(values []float64, top float64) string {
	if top <= 0 {
		return ""
	}
	return sparkline(p.each(values, mean), 0, top)
}

// OwnScale is a Sparkline whose lower and upper edge are the lowest and the highest of the means, but at least so far apart. growth
// is how much the values are forecast to grow over the length of its time; if it is not 0, tail is path data that goes on.
func (p Parts) OwnScale(values []float64, apart, growth float64) (path, tail string) {
	means := p.each(values, mean)
	low, high, newest := math.Inf(1), math.Inf(-1), math.NaN()
	for _, v := range means {
		if !math.IsNaN(v) {
			low, high, newest = min(low, v), max(high, v), v
		}
	}
	end := newest + growth*sparkAhead/sparkWidth
	if growth != 0 {
		high = max(high, end)
	}
	if room := apart - (high - low); room > 0 {
		low, high = low-room/2, high+room/2
	}
	if growth != 0 && !math.IsNaN(newest) {
		tail = sparkTail((newest-low)/(high-low), (end-low)/(high-low), sparkAhead)
	}
	return sparkline(means, low, high), tail
}

// sparkHeightOf returns the coordinate of a share of a sparkline's height.
func sparkHeightOf(share float64) int {
	return sparkHeight - 1 - int(math.Round(max(0, min(1, share))*(sparkHeight-2)))
}

// sparkline returns path data between two values at the edges.
func sparkline(means []float64, low, high float64) string {
	return steps(means, sparkWidth, 0, func(v float64) int { return sparkHeightOf((v - low) / (high - low)) })
}

// sparkAhead is by how much a tail is beyond the box of a sparkline at most, in the units of its path.
const sparkAhead = sparkWidth / 8

// SparkTail returns path data from the end of a sparkline towards its upper edge. from is the share of the height at the end,
// and spans how far the upper edge is ahead, in lengths of the sparkline's time.
func SparkTail(from, spans float64) string {
	all := spans * sparkWidth
	if all > sparkAhead {
		return sparkTail(from, from+(1-from)*sparkAhead/all, sparkAhead)
	}
	return sparkTail(from, 1, max(1, all))
}

// sparkTail returns path data from the end of a sparkline, from one share of the height to another.
func sparkTail(from, to, width float64) string {
	y := sparkHeightOf(from)
	b := appendInt([]byte{'M'}, sparkWidth)
	b = appendNext(b, y)
	b = append(b, 'l')
	b = appendInt(b, int(math.Round(width)))
	return string(appendNext(b, sparkHeightOf(to)-y))
}

// SparkBoxAhead is the viewBox of a sparkline with a tail.
const SparkBoxAhead = "0 0 108 24"

// Ahead returns an interval that has room for tails after it.
func (i Interval) Ahead() Interval {
	i.To += (i.To - i.From) * sparkAhead / sparkWidth
	return i
}

// SparkBox is the viewBox of a sparkline that shows the whole time of its host.
const SparkBox = "0 0 96 24"

// SparkBoxIn returns the viewBox that shows a host's sparklines within a window of time. Both intervals are in ms. The path itself covers
// the host's own time and so does not depend on other hosts. The viewBox is in whole units, which is precise enough.
func SparkBoxIn(window, host Interval) string {
	if window == host || host.To <= host.From {
		return SparkBox
	}
	units := sparkWidth / float64(host.To-host.From)
	left := int(math.Round(float64(window.From-host.From) * units))
	width := max(1, int(math.Round(float64(window.To-window.From)*units)))
	if left == 0 && width == sparkWidth {
		return SparkBox
	}
	return strconv.Itoa(left) + " 0 " + strconv.Itoa(width) + " 24"
}

// mean returns the mean of the values that are not missing, NaN if all are.
func mean(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// highest returns the highest of the values that are not missing, NaN if all are.
func highest(values []float64) float64 {
	highest := math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			highest = max(highest, v)
		}
	}
	if math.IsInf(highest, -1) {
		return math.NaN()
	}
	return highest
}

// steps returns path data through values at equal distances over a width; NaN breaks the line. Coordinates are
// relative and whole, which compresses best. A stretch begins with a line of the length dot, so that a value between
// two breaks can be seen.
func steps(values []float64, width, dot int, height func(v float64) int) string {
	b := make([]byte, 0, 8*len(values))
	x, y, drawing := 0, 0, false
	for i, v := range values {
		if math.IsNaN(v) {
			drawing = false
			continue
		}
		toX, toY := (2*i+1)*width/(2*len(values)), height(v)
		command := byte('l')
		if !drawing {
			command = 'm'
		}
		b = append(b, command)
		b = appendInt(b, toX-x)
		b = appendNext(b, toY-y)
		x, y = toX, toY
		if !drawing {
			b = append(b, 'h')
			b = appendInt(b, dot)
			x += dot
		}
		drawing = true
	}
	return string(b)
}
