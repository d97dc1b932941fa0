package report

import (
	"math"
	"sort"

	"psmonitor/internal/metric"
)

// outlook is what could be forecast of a subject at each whole hour. Nothing is kept from one render to the next, so what
// an hour forecast must come out the same while the window moves on: each hour is judged by the same number of hours
// before it, fewer than the window has. What was forecast before the first hour that has as many is not known.
type outlook struct {
	used        []float64    // percent, by sample
	near        metric.Level // hours ahead
	slack       float64      // by how many times its level the end must be farther before the state ends
	predictions []prediction // by hour
	known       int64        // from when on predictions are known, ms since 1970; 0 for all
}

// prediction is what could be forecast when an hour was over.
type prediction struct {
	trend
	at   int64   // when the hour was over, ms since 1970
	last float64 // its median
	full int64   // when all is used up; 0 for no forecast
}

const (
	margin        = 2.0    // percentage points by which a value must be below the forecast to contradict it
	judgedPart    = 7. / 8 // how much of a full window each hour is judged by
	maxDoubtHours = 6      // hours without a forecast after which the one before them is dropped
)

// outlook returns the outlook of the series that was given to forecastOf last, whose hours the fitter has. It is nil if the
// end never came near a level.
func (h *Host) outlook(used []float64, d minGrowth, rule *metric.Rule, near metric.Level) *outlook {
	o := &outlook{used: used, near: near, slack: 1 + rule.Part}
	limit := max(near.Warning, near.Critical) * o.slack
	if limit == 0 {
		return nil
	}
	ahead := min(limit, farthest)
	if h.recent > 0 && !d.cannotGrow(used, ahead) {
		h.unsureUntil = max(h.unsureUntil, h.Times[h.recent])
	}
	if d.cannotGrow(used[h.recent:], ahead) {
		return nil
	}
	f := &h.decoder.fitter
	y, depth := f.hours(), h.depth()
	begin := 0
	if f.first == floorHour(h.Times[h.recent]) {
		begin = 1 // its first samples may be gone
	}
	first := minHours
	sliding := h.sliding || h.Last()-h.Times[0] > forecastSpan.Milliseconds()-hour
	if whole := begin + depth; sliding && len(y) > whole {
		o.known = (f.first + int64(whole)) * hour
		first = max(first, whole-maxDoubtHours) // for the forecast that was current then
		h.noteUnsure(f, y[begin:first], d, limit)
	}
	ever := false
	for n := first; n <= len(y) && (f.first+int64(n))*hour <= h.Last(); n++ {
		p := f.predict(y[max(0, n-depth):n], n, d)
		ever = ever || p.full != 0 && float64(p.full-p.at) <= limit*hour
		o.predictions = append(o.predictions, p)
	}
	if !ever {
		return nil
	}
	return o
}

// depth returns how many hours each hour is judged by: at least two fewer than a full window has, so that some hours have that
// many before them.
func (h *Host) depth() int {
	window := min(forecastSpan.Hours(), h.decoder.Span.Hours(), float64(int64(h.decoder.limit)*h.Cadence)/hour)
	return max(minHours, int(min(math.Round(window*judgedPart), window-2)))
}

// noteUnsure moves h.unsureUntil beyond the hours that have too few before them to be judged, yet look as if the end had
// been near then: what the state was cannot be known any more.
func (h *Host) noteUnsure(f *fitter, y []float64, d minGrowth, limit float64) {
	const step = 6
	for n := step; n < len(y); n += step {
		if t, ok := f.trend(y[:n], d); ok && t.toFull <= limit {
			h.unsureUntil = max(h.unsureUntil, f.end()-int64(f.length-n-step)*hour)
		}
	}
}

// predict judges the hours of y, the last of which is the nth.
func (f *fitter) predict(y []float64, n int, d minGrowth) prediction {
	p := prediction{at: (f.first + int64(n)) * hour, last: y[len(y)-1]}
	if t, ok := f.trend(y, d); ok && !math.IsNaN(p.last) {
		p.trend, p.full = t, p.at+int64(t.toFull*hour)
	}
	return p
}

// replay goes through the samples in order. It returns the state by the forecast at each, the prediction that was current
// then (nil for none), and the first sample at which that is known. A prediction stays current for some hours without
// one, so that a doubt does not end a state. It ends when the values have been below it for hold samples, or are gone.
func (o *outlook) replay(times []int64, hold int) (states []State, forecasts []*prediction, known int) {
	states, forecasts = make([]State, len(times)), make([]*prediction, len(times))
	var current *prediction
	state, next, doubts, against := OK, 0, 0, 0
	for i, at := range times {
		for ; next < len(o.predictions) && o.predictions[next].at <= at; next++ {
			if doubts++; o.predictions[next].full != 0 {
				current, doubts = &o.predictions[next], 0
			}
		}
		if against++; current.agrees(at, o.used[i], doubts > 0) {
			against = 0
		}
		if doubts >= maxDoubtHours || against >= hold {
			current = nil
		}
		state = o.state(current, at, state)
		states[i], forecasts[i] = state, current
	}
	known = sort.Search(len(times)-1, func(i int) bool { return times[i] >= o.known })
	for i := range known {
		states[i], forecasts[i] = states[known], forecasts[known]
	}
	return states, forecasts, known
}

// agrees reports whether a value, NaN for none, goes along with the prediction. In doubt it must not have fallen.
func (p *prediction) agrees(at int64, v float64, doubt bool) bool {
	return p != nil && !math.IsNaN(v) && !p.fellBelow(v, float64(at-p.at)/hour) && !(doubt && v < p.last-margin)
}

// state returns what a prediction means at a time, given the state before.
func (o *outlook) state(p *prediction, at int64, before State) State {
	if p == nil {
		return OK
	}
	left := float64(p.full-at) / hour
	for _, s := range [...]State{Critical, Warning} {
		level := bound(o.near, s)
		if before >= s {
			level *= o.slack
		}
		if level > 0 && left <= level {
			return s
		}
	}
	return OK
}

// in returns how far ahead the end is, seen from a time in ms since 1970, as people say it.
func (p *prediction) in(at int64) string { return inHours(float64(p.full-at) / hour) }
