package demo

import (
	"math"
	"slices"
)

// sum is what is known of the samples of an hour or a day.
type sum struct {
	start            int64 // ms since 1970
	n                float64
	mean, low, high  sample  // mean has the sums until the end
	sums, lows, tops numbers // those of mean, low and high
}

// numbers are where the numbers of a sample are that charts draw.
type numbers struct {
	whole []*int64
	parts []*float64
}

// newSum returns the sum of one sample.
func newSum(start int64, of *sample) *sum {
	s := &sum{start: start, n: 1, mean: of.clone(), low: of.clone(), high: of.clone()}
	s.sums, s.lows, s.tops = s.mean.numbers(), s.low.numbers(), s.high.numbers()
	return s
}

// add adds a sample, which has these numbers.
func (s *sum) add(of *sample, drawn numbers) {
	s.n++
	for i, v := range drawn.whole {
		*s.sums.whole[i] += *v
		*s.lows.whole[i], *s.tops.whole[i] = min(*s.lows.whole[i], *v), max(*s.tops.whole[i], *v)
	}
	for i, v := range drawn.parts {
		*s.sums.parts[i] += *v
		*s.lows.parts[i], *s.tops.parts[i] = min(*s.lows.parts[i], *v), max(*s.tops.parts[i], *v)
	}
	s.mean.uptime, s.mean.booted = of.uptime, of.booted
}

// append returns the document.
func (s *sum) append(p *plan, id string, seconds float64, samples int32) []byte {
	for _, v := range s.sums.whole {
		*v = int64(math.Round(float64(*v) / s.n))
	}
	for _, v := range s.sums.parts {
		*v = hundredths(*v / s.n)
	}
	s.mean.date = s.start
	// Where most is used, least is free: extremes of a share are those of one sample.
	for i, v := range p.volumes {
		s.low.volumes[i].free = max(0, v.total-v.reserve-s.low.volumes[i].used)
		s.high.volumes[i].free = max(0, v.total-v.reserve-s.high.volumes[i].used)
	}
	return p.appendHistory(nil, id, seconds, samples, &s.mean, &s.low, &s.high)
}

// clone returns a copy that shares nothing.
func (s *sample) clone() sample {
	c := *s
	c.volumes, c.devices, c.links = slices.Clone(s.volumes), slices.Clone(s.devices), slices.Clone(s.links)
	return c
}

// numbers returns where the sample's numbers are.
func (s *sample) numbers() numbers {
	whole := []*int64{&s.user, &s.nice, &s.system, &s.idle, &s.irq, &s.iowait, &s.softirq, &s.steal, &s.memoryUsed, &s.memoryFree, &s.available,
		&s.cached, &s.buffers, &s.swapUsed, &s.procs, &s.running, &s.blocked, &s.users}
	parts := []*float64{&s.load1, &s.load5, &s.load15}
	for i := range s.volumes {
		v := &s.volumes[i]
		whole = append(whole, &v.used, &v.free, &v.inodesUsed)
	}
	for i := range s.devices {
		d := &s.devices[i]
		parts = append(parts, &d.read, &d.write, &d.reads, &d.writes, &d.busy)
	}
	for i := range s.links {
		l := &s.links[i]
		parts = append(parts, &l.rx, &l.tx, &l.errors, &l.drops)
	}
	return numbers{whole, parts}
}
