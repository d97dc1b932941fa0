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

// statistics returns the statistics of values. Their order is left alone.
func (d *Decoder) statistics(values []float64) Stats {
	nan := math.NaN()
	s := Stats{Now: last(values), Min: nan, Avg: nan, Max: nan, P95: nan}
	d.room = slices.Grow(d.room[:0], 2*len(values))[:2*len(values)]
	known, spare := d.room[:len(values)], d.room[len(values):]
	n, sum, least, most := 0, 0.0, math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		known[n] = v
		n++
		sum += v
		if v < least {
			least = v
		}
		if v > most {
			most = v
		}
	}
	if n == 0 {
		return s
	}
	known, s.Min, s.Max = known[:n], least, most
	s.Avg = sum / float64(len(known))
	s.P95 = s.Max
	if s.Min < s.Max {
		s.P95 = selectHigh(known, spare, (95*len(known)+99)/100-1)
	}
	return s
}

// selectHigh is selectRank for a k near the end: it looks only among the values that are not below one of which a few
// probes say that enough are above it. These are copied to spare, which is as long as values, without a branch, as no
// processor could guess which they are.
func selectHigh(values, spare []float64, k int) float64 {
	const probes, enough = 32, 26
	if len(values) < 4*probes {
		return selectRank(values, k)
	}
	var probe [probes]float64
	for i := range probe {
		probe[i] = values[i*len(values)/probes]
	}
	bound := selectRank(probe[:], enough)
	high := 0
	for _, v := range values {
		spare[high] = v
		if v >= bound {
			high++
		}
	}
	if below := len(values) - high; k >= below {
		return selectRank(spare[:high], k-below)
	}
	return selectRank(values, k)
}
