package report

import (
	"math"
	"slices"
)

// median returns the median of values, NaN of none. It changes their order: the lower half comes first.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	upper := selectRank(values, n/2)
	if n%2 == 1 {
		return upper
	}
	return (slices.Max(values[:n/2]) + upper) / 2
}

// selectRank returns the value that would be at index k if the values were sorted. It changes their order: no value before
// index k is greater, and none after it is less. There must be no NaN among them.
// Method: Hoare, "Algorithm 65: Find", CACM 4 (1961), with the median of three as the pivot.
func selectRank(values []float64, k int) float64 {
	for len(values) > 4 {
		a, b, c := values[0], values[len(values)/2], values[len(values)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		less := 0
		for i, v := range values {
			values[i], values[less] = values[less], v
			if v < pivot {
				less++
			}
		}
		if less == 0 { // the pivot is the lowest value: pass over all that are equal to it
			for i, v := range values {
				values[i], values[less] = values[less], v
				if v == pivot {
					less++
				}
			}
			if k < less {
				return pivot
			}
		}
		if k < less {
			values = values[:less]
		} else {
			values, k = values[less:], k-less
		}
	}
	slices.Sort(values)
	return values[k]
}
