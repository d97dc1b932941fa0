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
