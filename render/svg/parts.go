package svg

import "math"

// The size of a sparkline, in the units of its path, and into how many parts its time is divided at most.
const (
	sparkWidth  = 96
	sparkHeight = 24
	SparkParts  = 48
)

// Parts draws the small charts of one host, which show one value for each of some equal parts of its time. Its zero value
// is ready to be divided for one host after the other. It is not safe for concurrent use.
type Parts struct {
	ends     []int     // of each part the sample after its last one
	up, down []float64 // scratch: a value for each part
	path     []byte    // scratch
}

// Divide divides the time of a host into so many parts at most: into fewer while it is short, so that none is without a
// sample where none is missing.
func (p *Parts) Divide(s Samples, atMost int) {
	span := s.To - s.From
	fit := 2 * span / (3 * max(1, s.Cadence))
	n := int(max(1, min(fit, int64(atMost))))
	width := float64(max(1, span)) / float64(n)
	p.ends = p.ends[:0]
	for i, t := range s.Times {
		for part := min(n-1, int(float64(t-s.From)/width)); len(p.ends) < part; {
			p.ends = append(p.ends, i)
		}
	}
	for len(p.ends) < n {
		p.ends = append(p.ends, len(s.Times))
	}
}

// appendEach appends what f returns of the values of each part. Without values it appends nothing.
func (p *Parts) appendEach(list, values []float64, f func([]float64) float64) []float64 {
	from := 0
	for _, to := range p.ends {
		if len(values) > 0 {
			list = append(list, f(values[from:to]))
		}
		from = to
	}
	return list
}

// Sparkline returns path data of the means of the values, one a sample, NaN for none; top is the value at the upper edge. A
// part without values breaks the line.
func (p *Parts) Sparkline(values []float64, top float64) string {
	if top <= 0 {
		return ""
	}
	p.up = p.appendEach(p.up[:0], values, mean)
	p.path = appendSteps(p.path[:0], p.up, sparkWidth, 0, func(v float64) int {
		return sparkHeight - 1 - int(math.Round(max(0, min(1, v/top))*(sparkHeight-2)))
	})
	return string(p.path)
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

// appendSteps appends path data through values at equal distances over a width; NaN breaks the line. Coordinates are
// relative and whole, which compresses best. A stretch begins with a line of the length dot, so that a value between
// two breaks can be seen.
func appendSteps(b []byte, values []float64, width, dot int, height func(v float64) int) []byte {
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
	return b
}
