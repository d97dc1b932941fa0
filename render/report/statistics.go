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
	d.room = slices.Grow(d.room[:0], 2*len(values))[:2*len(values)]
	known, spare := values, d.room[len(values):]
	sum, least, most := sumAndEnds(values)
	if math.IsNaN(sum) { // some are missing
		known = withoutNaN(d.room[:0], values)
		sum, least, most = sumAndEnds(known)
	}
	if len(known) == 0 {
		nan := math.NaN()
		return Stats{nan, nan, nan, nan, nan}
	}
	s := Stats{Now: last(values), Min: least, Avg: sum / float64(len(known)), Max: most, P95: most}
	if least < most {
		s.P95 = selectHigh(known, spare, (95*len(known)+99)/100-1)
	}
	return s
}

// sumAndEnds returns the sum, the lowest and the highest of values. The sum is NaN if one of them is, which the others pass
// over.
func sumAndEnds(values []float64) (sum, least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		sum += v
		if v < least {
			least = v
		}
		if v > most {
			most = v
		}
	}
	return sum, least, most
}

func withoutNaN(known, values []float64) []float64 {
	for _, v := range values {
		if !math.IsNaN(v) {
			known = append(known, v)
		}
	}
	return known
}
