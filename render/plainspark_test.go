package render

import (
	"math"
	"slices"

	"psmonitor/render/report"
)

// plainSpark is the course of means over equal parts of the time, in a box of 96 by 24.
func plainSpark(h *report.Host, values []float64, top float64) string {
	span := h.Extent.To - h.Extent.From
	if len(values) == 0 || span <= 0 || !slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) }) {
		return ""
	}
	parts := make([][]float64, max(1, min(48, 2*span/(3*max(1, h.Cadence)))))
	n := len(parts)
	for i, v := range values {
		if !math.IsNaN(v) {
			at := min(n-1, int(float64(h.Times[i]-h.Extent.From)/(float64(span)/float64(n))))
			parts[at] = append(parts[at], v)
		}
	}
	path, x, y, drawing := "", 0, 0, false
	for i, part := range parts {
		if len(part) == 0 {
			drawing = false
			continue
		}
		sum := 0.0
		for _, v := range part {
			sum += v
		}
		toX, toY := (2*i+1)*96/(2*n), 23-int(math.Round(22*max(0, min(1, sum/float64(len(part))/top))))
		step := decimal(int64(toX-x)) + after(toY-y)
		if drawing {
			path += "l" + step
		} else {
			path += "m" + step + "h0"
		}
		x, y, drawing = toX, toY, true
	}
	return path
}
