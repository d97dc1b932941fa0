package report

import (
	"math"
	"slices"
)

// This file finds medians and percentiles. Numbers are parted without a branch, as no processor could guess on which side
// they are: that takes a third of the time.

// one is 1 for true. Compilers make it of the comparison's flag; an if they would make a branch.
func one(b bool) int {
	n := 0
	if b {
		n = 1
	}
	return n
}

// median returns the median of values, which it puts into another order, the lower half first; NaN of none.
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

// selectRank returns the value that would stand at place k if the values were sorted, and puts none that is greater
// before it and none that is less after it. There must be no NaN among them.
// Method: Hoare, "Algorithm 65: Find", CACM 4 (1961), with the median of three as the pivot, and Lomuto's way to part
// (Bentley, "Programming Pearls", 1986).
func selectRank(values []float64, k int) float64 {
	for len(values) > 4 {
		a, b, c := values[0], values[len(values)/2], values[len(values)-1]
		pivot := max(min(a, b), min(max(a, b), c))
		less := 0
		for i, v := range values {
			values[i], values[less] = values[less], v
			less += one(v < pivot)
		}
		if k < less {
			values = values[:less]
			continue
		}
		values, k = values[less:], k-less
		alike := 0
		for i, v := range values {
			values[i], values[alike] = values[alike], v
			alike += one(v <= pivot)
		}
		if k < alike {
			return pivot
		}
		values, k = values[alike:], k-alike
	}
	slices.Sort(values)
	return values[k]
}

// selectHigh is selectRank for a k near the end that leaves the order of the values alone: it works on those that are not below
// one of which a few probes say that enough are above it. They are copied to spare, which is as long as values.
func selectHigh(values, spare []float64, k int) float64 {
	const probes, enough = 32, 26
	if len(values) >= 4*probes {
		var probe [probes]float64
		for i := range probe {
			probe[i] = values[i*len(values)/probes]
		}
		bound := selectRank(probe[:], enough)
		high := 0
		for _, v := range values {
			spare[high] = v
			high += one(v >= bound)
		}
		if below := len(values) - high; k >= below {
			return selectRank(spare[:high], k-below)
		}
	}
	return selectRank(append(spare[:0], values...), k)
}
