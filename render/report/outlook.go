package report

import (
	"sort"

	"psmonitor/internal/metric"
)

// outlook is the predictions of a subject that came near a level, with what states follow from them.
type outlook struct {
	used        []float64    // percent, by sample
	near        metric.Level // hours ahead
	slack       float64      // by how many times its level the end must be farther before the state ends
	predictions []Prediction // ascending
	known       int64        // when the first hour that was judged was over, ms since 1970; 0 for all hours
	judged      int64        // the end of the last hour that was judged, hours since 1970
}

// outlook returns the outlook of a subject; nil if the end never came near a level.
func (h *Host) outlook(used []float64, list []Prediction, rule *metric.Rule, near metric.Level) *outlook {
	o := &outlook{used: used, near: near, slack: 1 + rule.Part, predictions: list, judged: h.Predictions.To}
	if h.sliding {
		o.known = h.Predictions.From * hour
	}
	limit := max(near.Warning, near.Critical) * o.slack
	for i := range list {
		if float64(list[i].Full-list[i].at()) <= limit*hour {
			return o
		}
	}
	return nil
}

// replay goes through the samples in order. It returns the state by the forecast at each, the prediction that was current
// then (nil for none), and the first sample at which that is known. A prediction stays current for some hours with
// samples and without one, so that a doubt does not end a state. It ends when the values have been below it for hold samples, or are gone.
func (o *outlook) replay(times []int64, hold int) (states []State, forecasts []*Prediction, known int) {
	states, forecasts = make([]State, len(times)), make([]*Prediction, len(times))
	var current *Prediction
	state, next, doubts, against := OK, 0, 0, 0
	for i, at := range times {
		if i > 0 && floorHour(times[i-1]) < min(floorHour(at), o.judged) {
			doubts++
		}
		for ; next < len(o.predictions) && o.predictions[next].at() <= at; next++ {
			current, doubts = &o.predictions[next], 0
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

// state returns what a prediction means at a time, given the state before.
func (o *outlook) state(p *Prediction, at int64, before State) State {
	if p == nil {
		return OK
	}
	left := float64(p.Full-at) / hour
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
