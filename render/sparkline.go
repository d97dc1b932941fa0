package render

import "math"

// The box of a sparkline, in the units of its path, and into how many buckets the time is divided.
const (
	sparkWidth   = 96
	sparkHeight  = 24
	sparkBuckets = 48
)

// sparkline returns SVG path data of the means of a host's values over equal parts of its time; top is the value at the upper
// edge. Where a part has no value the line is broken. Coordinates are relative and whole, which compresses best.
func (r *rowBuilder) sparkline(values []float64, top float64) string {
	if len(values) == 0 || r.host.Extent.To <= r.host.Extent.From || top <= 0 {
		return ""
	}
	var sums [sparkBuckets]float64
	var counts [sparkBuckets]int
	for i := 0; i < len(values); {
		at, sum, count := r.parts.of[i], 0.0, 0
		for ; i < len(values) && r.parts.of[i] == at; i++ {
			if v := values[i]; v == v { // not NaN
				sum += v
				count++
			}
		}
		sums[at], counts[at] = sum, count
	}
	b, n := r.data[:0], r.parts.n
	x, y := 0, 0 // where the pen is
	drawing := false
	for i, count := range counts[:n] {
		if count == 0 {
			drawing = false
			continue
		}
		toX := (2*i + 1) * sparkWidth / (2 * n)
		toY := sparkHeight - 1 - int(math.Round(max(0, min(1, sums[i]/float64(count)/top))*(sparkHeight-2)))
		b = appendStep(b, drawing, toX-x, toY-y)
		if !drawing {
			b = append(b, "h0"...) // so that a part between two gaps is a dot
		}
		x, y, drawing = toX, toY, true
	}
	r.data = b
	return string(b)
}
