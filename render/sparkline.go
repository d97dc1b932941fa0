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

// sparkline returns SVG path data of the means of values over equal parts of the extent; top is the value at the upper
// edge. Where a part has no value the line is broken. Coordinates are relative and whole, which compresses best.
func sparkline(times []int64, extent report.Interval, values []float64, top float64) string {
	if len(values) == 0 || extent.To <= extent.From || top <= 0 {
		return ""
	}
	var sums [sparkBuckets]float64
	var counts [sparkBuckets]int
	width := float64(extent.To-extent.From) / sparkBuckets
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		bucket := min(sparkBuckets-1, int(float64(times[i]-extent.From)/width))
		sums[bucket] += v
		counts[bucket]++
	}
	var b []byte
	x, y := 0, 0 // where the pen is
	drawing := false
	for i, n := range counts {
		if n == 0 {
			drawing = false
			continue
		}
		toX := i*sparkWidth/sparkBuckets + 1
		toY := sparkHeight - 1 - int(math.Round(max(0, min(1, sums[i]/float64(n)/top))*(sparkHeight-2)))
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
