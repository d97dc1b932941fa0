package render

import (
	"math"

	"psmonitor/render/report"
)

// This file writes the lowest and the highest values of a host's history into a column:
//
//	{"scale": 0.1, "values": [653, -12, null, 4], "step": 5, "low": [2, 0, null, 1], "high": [30, -8, null, 0], "min": 0, "max": 1000}
//
// low and high are distances from the mean, in steps of step times the scale, and coded as differences as values are. They are
// rounded; what they come to is limited to min and max, which are in steps of the scale.

// extremeSteps is how many steps the largest value of a column has: more cannot be told apart in a band, and would make the page half
// as large again.
const extremeSteps = 200

// appendExtremes appends the extremes to a line's column.
func appendExtremes(b []byte, s *report.Series, g grid) []byte {
	lowest, highest := g.at(s.Stats.Min), g.at(s.Stats.Max)
	step := max(1, (max(highest, -lowest)+extremeSteps-1)/extremeSteps)
	b = appendInt(append(b, `,"step":`...), step)
	b = appendDistances(append(b, `,"low":[`...), s.Values, s.Low, g, step)
	b = appendDistances(append(b, `],"high":[`...), s.Values, s.High, g, step)
	b = appendInt(append(b, `],"min":`...), lowest)
	return appendInt(append(b, `,"max":`...), highest)
}

// appendDistances appends the distances of extremes from the means, in steps.
func appendDistances(b []byte, means, extremes []float64, g grid, step int64) []byte {
	before := int64(0)
	for i, v := range means {
		b = comma(b, i)
		if math.IsNaN(v) {
			b = append(b, "null"...)
			continue
		}
		distance := g.at(extremes[i]) - g.at(v)
		n := (max(distance, -distance) + step/2) / step
		b = appendInt(b, n-before)
		before = n
	}
	return b
}
