package report

import "math"

const (
	minBreak = 1.0 // percentage points
	certain  = 26  // hours before or after a break that show whether it comes daily
)

// lastBreak returns the first hour that can be judged: 0, or the hour after the window's only sudden change, which a
// clean-up makes, a big file, a new file system, or a disk that was enlarged. Values before it are on another level.
// Where there are several changes, or it cannot be known whether the change comes every day, the hour is 0: there must be
// so many values before or after it that are certain.
func lastBreak(y []float64, certain int) int {
	at, largest := 0, minBreak
	for i := 1; i < len(y); i++ {
		if v := math.Abs(jump(y, i)); v >= largest {
			at, largest = i, v
		}
	}
	if at < certain && len(y)-1-at < certain {
		return 0
	}
	for i := 1; i < len(y); i++ {
		if (i < at-2 || i > at+2) && math.Abs(jump(y, i)) >= largest/2 {
			return 0
		}
	}
	return at
}

// jump returns by how much an hour differs from the one before it, or from the one before that if that is more; NaN
// if neither is known.
func jump(y []float64, i int) float64 {
	step := y[i] - y[i-1]
	if i > 1 {
		if two := y[i] - y[i-2]; math.IsNaN(step) || math.Abs(two) > math.Abs(step) {
			return two
		}
	}
	return step
}
