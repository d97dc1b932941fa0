package report

import (
	"math"
	"slices"
)

// Stats are the statistics of a line over the time shown. All are NaN when there is no value.
type Stats struct {
	Now           float64 // at the newest sample, NaN if it has none
	Min, Avg, Max float64
	P95           float64 // the 95th percentile, by nearest rank: 95 % of the values are not above it
}

// statistics returns the statistics of values, and leaves their order as it is.
func (d *Decoder) statistics(values []float64) Stats {
	d.scratch = slices.Grow(d.scratch[:0], len(values))
	known, n := d.scratch[:len(values)], 0
	sum, lowest, highest := 0.0, math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		known[n] = v
		n++
		sum += v
		if v < lowest {
			lowest = v
		}
		if v > highest {
			highest = v
		}
	}
	if n == 0 {
		nan := math.NaN()
		return Stats{nan, nan, nan, nan, nan}
	}
	s := Stats{Now: last(values), Min: lowest, Avg: sum / float64(n), Max: highest, P95: highest}
	if lowest < highest {
		s.P95 = selectRank(known[:n], (95*n+99)/100-1)
	}
	return s
}
