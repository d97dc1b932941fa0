package report

import (
	"math"
	"sort"
)

// outlook is what could be foretold of a subject at each whole hour, ms since 1970. The pages remember nothing, so what
// an hour said must come out the same while the window moves on: each hour is judged by the same number of hours
// before it, less than the window has, and what was before the first hour that has as many is not known.
type outlook struct {
	kind, name string    // as of a Forecast
	used       []float64 // percent, by sample
	near       Level     // hours ahead
	hours      []foretold
	known      int64 // from when on it is known what could be foretold, ms since 1970; 0 for all
}

// foretold is what could be foretold when an hour was over.
type foretold struct {
	trend
	at   int64   // when it was over
	last float64 // its median
	full int64   // when all is used up; 0 if nothing could be foretold
}

const (
	judged    = 7. / 8 // how much of a full window each hour is judged by
	nearSlack = 1.1    // by how much farther than its level the end must be before the state ends
	doubtful  = 6      // hours that foretell nothing before it ends
)

// lookBack returns the outlook of the series that was foreseen last, whose hours the fitter has; nil if its end never
// came near.
func (h *Host) lookBack(used []float64, d demand, near Level) *outlook {
	limit := max(near.Warning, near.Critical) * nearSlack
	if limit == 0 || d.hopeless(used, min(limit, farthest)) {
		return nil
	}
	f := &h.decoder.fitter
	y, depth := f.hours(), h.depth()
	begin := 0
	if f.first == floorHour(h.Times[0]) {
		begin = 1 // its first samples may be gone
	}
	o := &outlook{used: used, near: near}
	first := leastHours
	if whole := begin + depth; h.sliding && len(y) > whole {
		o.known = (f.first + int64(whole)) * hour
		first = max(first, whole-doubtful) // what was believed then
		h.quiet(f, y[begin:first], d, limit)
	}
	ever := false
	for n := first; n <= len(y) && (f.first+int64(n))*hour <= h.Last(); n++ {
		at := f.foretell(y[max(0, n-depth):n], n, d)
		ever = ever || at.full != 0 && float64(at.full-at.at) <= limit*hour
		o.hours = append(o.hours, at)
	}
	if !ever {
		return nil
	}
	return o
}

// depth returns how many hours each hour is judged by: two less than a window has at most, so that some can be.
func (h *Host) depth() int {
	window := min(Span.Hours(), float64(Window*h.Cadence)/hour)
	return max(leastHours, int(min(math.Round(window*judged), window-2)))
}

// quiet moves h.quietFrom beyond the hours that have too little before them to be judged, yet look as if the end had
// been near then: nobody can say any more what the state was.
func (h *Host) quiet(f *fitter, y []float64, d demand, limit float64) {
	const step = 6
	for n := step; n < len(y); n += step {
		if t, ok := f.trend(y[:n], d); ok && t.toFull <= limit {
			h.quietFrom = max(h.quietFrom, f.end()-int64(f.length-n-step)*hour)
		}
	}
}

// foretell judges the hours of y, the last of which is the nth.
func (f *fitter) foretell(y []float64, n int, d demand) foretold {
	told := foretold{at: (f.first + int64(n)) * hour, last: y[len(y)-1]}
	if t, ok := f.trend(y, d); ok && !math.IsNaN(told.last) {
		told.trend, told.full = t, told.at+int64(t.toFull*hour)
	}
	return told
}

// replay goes through the samples as they came and returns the state by the forecast at each, what was foretold then
// (nil for nothing), and the first sample at which that is known. What was foretold stays for some hours that foretell
// nothing, so that a doubt does not end a state. It ends when the values have given way for hold samples, or are gone.
func (o *outlook) replay(times []int64, hold int) (states []State, told []*foretold, known int) {
	states, told = make([]State, len(times)), make([]*foretold, len(times))
	var believed *foretold
	state, next, doubts, against := OK, 0, 0, 0
	for i, at := range times {
		for ; next < len(o.hours) && o.hours[next].at <= at; next++ {
			if doubts++; o.hours[next].full != 0 {
				believed, doubts = &o.hours[next], 0
			}
		}
		if against++; believed.stands(at, o.used[i], doubts > 0) {
			against = 0
		}
		if doubts >= doubtful || against >= hold {
			believed = nil
		}
		state = o.state(believed, at, state)
		states[i], told[i] = state, believed
	}
	known = sort.Search(len(times)-1, func(i int) bool { return times[i] >= o.known })
	for i := range known {
		states[i], told[i] = states[known], told[known]
	}
	return states, told, known
}

// stands reports whether a value, NaN for none, goes along with what was foretold. In doubt it must not have fallen.
func (f *foretold) stands(at int64, v float64, doubt bool) bool {
	return f != nil && !math.IsNaN(v) && !f.givenBack(v, float64(at-f.at)/hour) && !(doubt && v < f.last-margin)
}

// state returns what a forecast means at a time, given the state before.
func (o *outlook) state(f *foretold, at int64, before State) State {
	if f == nil {
		return OK
	}
	left := float64(f.full-at) / hour
	for _, s := range [...]State{Critical, Warning} {
		level := o.near.Warning
		if s == Critical {
			level = o.near.Critical
		}
		if before >= s {
			level *= nearSlack
		}
		if level > 0 && left <= level {
			return s
		}
	}
	return OK
}

// in returns how far ahead the end is, seen from a time, as people say it.
func (f *foretold) in(at int64) string { return inHours(float64(f.full-at) / hour) }
