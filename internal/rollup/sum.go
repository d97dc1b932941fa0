package rollup

import "math"

// sum is what is known of a field's values.
type sum struct {
	n, plain         float64 // how many values, and their sum
	weight, weighted float64 // seconds, and the sum of the values times their seconds
	min, max         float64
}

// add adds a value that covers so many seconds of the time.
func (s *sum) add(v, seconds float64) {
	if s.n == 0 || v < s.min {
		s.min = v
	}
	if s.n == 0 || v > s.max {
		s.max = v
	}
	s.n++
	s.plain += v
	s.weight += seconds
	s.weighted += v * seconds
}

// mean returns the mean, weighted by the seconds if weigh is set and there are any.
func (s *sum) mean(weigh bool) float64 {
	if weigh && s.weight > 0 {
		return s.weighted / s.weight
	}
	return s.plain / s.n
}

// sums are the sums of a group's fields, and the samples in which its shares are extreme.
type sums struct {
	group  *group
	fields []sum
	shares []extremes
	values []float64 // of one sample; NaN for none
}

// extremes are the values of a group's fields in the samples in which a share is lowest and highest; empty without samples.
type extremes struct{ min, max []float64 }

func newSums(g *group) *sums {
	return &sums{group: g, fields: make([]sum, len(g.fields)), shares: make([]extremes, len(g.shares)), values: make([]float64, len(g.fields))}
}

// add adds the values of a sample that covers so many seconds of the time.
func (s *sums) add(doc document, seconds float64) {
	for i, f := range s.group.fields {
		v := doc.number(f.path)
		s.values[i] = v
		if !math.IsNaN(v) {
			s.fields[i].add(v, seconds)
		}
	}
	for i, share := range s.group.shares {
		now := share.of(s.values)
		if math.IsNaN(now) {
			continue
		}
		e := &s.shares[i]
		if len(e.min) == 0 || now < share.of(e.min) {
			e.min = append(e.min[:0], s.values...)
		}
		if len(e.max) == 0 || now > share.of(e.max) {
			e.max = append(e.max[:0], s.values...)
		}
	}
}

// of returns the share in the values of a group's fields; NaN if there is none.
func (s share) of(values []float64) float64 {
	whole := 0.0
	for _, i := range s.whole {
		whole += values[i]
	}
	if !(whole > 0) {
		return math.NaN()
	}
	return values[s.part] / whole
}

// results returns the mean, the lowest and the highest value of each field; NaN for a field without values.
func (s *sums) results() (mean, lowest, highest []float64) {
	mean, lowest, highest = nothing(len(s.fields)), nothing(len(s.fields)), nothing(len(s.fields))
	for i := range s.fields {
		if f := &s.fields[i]; f.n > 0 {
			mean[i], lowest[i], highest[i] = f.mean(s.group.fields[i].overInterval), f.min, f.max
		}
	}
	for i, share := range s.group.shares {
		if e := s.shares[i]; len(e.min) > 0 {
			for _, place := range append([]int{share.part}, share.whole...) {
				lowest[place], highest[place] = e.min[place], e.max[place]
			}
		}
	}
	return mean, lowest, highest
}

func nothing(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}
