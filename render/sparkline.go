package render

import (
	"math"
	"strconv"

	"psmonitor/report"
)

// The box of a sparkline, in the units of its path, and into how many buckets the time is divided.
const (
	sparkWidth   = 96
	sparkHeight  = 24
	sparkBuckets = 48
)

// bucketCount returns into how many equal parts a host's time is divided, most at most: fewer while it is short, so that
// none is without a sample where none is missing.
func bucketCount(h *report.Host, most int) int {
	fit := 2 * (h.Extent.To - h.Extent.From) / (3 * max(1, h.Cadence))
	return int(max(1, min(fit, int64(most))))
}

// sparkline returns SVG path data of the means of a host's values over equal parts of its time; top is the value at the upper
// edge. Where a part has no value the line is broken. Coordinates are relative and whole, which compresses best.
func sparkline(h *report.Host, values []float64, top float64) string {
	extent := h.Extent
	if len(values) == 0 || extent.To <= extent.From || top <= 0 {
		return ""
	}
	var sums [sparkBuckets]float64
	var counts [sparkBuckets]int
	n := bucketCount(h, sparkBuckets)
	width := float64(extent.To-extent.From) / float64(n)
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		bucket := min(n-1, int(float64(h.Times[i]-extent.From)/width))
		sums[bucket] += v
		counts[bucket]++
	}
	var b []byte
	x, y := 0, 0 // where the pen is
	drawing := false
	for i, count := range counts[:n] {
		if count == 0 {
			drawing = false
			continue
		}
		toX := (2*i + 1) * sparkWidth / (2 * n)
		toY := sparkHeight - 1 - int(math.Round(max(0, min(1, sums[i]/float64(count)/top))*(sparkHeight-2)))
		command := byte('l')
		if !drawing {
			command = 'm'
		}
		b = append(b, command)
		b = strconv.AppendInt(b, int64(toX-x), 10)
		if toY >= y {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(toY-y), 10)
		if !drawing {
			b = append(b, "h0"...) // so that a part between two gaps is a dot
		}
		x, y, drawing = toX, toY, true
	}
	return string(b)
}
