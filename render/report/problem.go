package report

import (
	"math"
	"slices"
	"time"
)

// problem is a subject that was not OK at some sample, with its states.
type problem struct {
	*subject
	times      []int64
	states     []State       // by the values and by the forecast, whichever is worse
	byValue    []State       // by the values alone
	byForecast []State       // by the forecast alone; nil for none
	forecasts  []*Prediction // the forecast that counted at each sample; nil for none
	known      int           // the sample from which on byForecast is known
	since      int64         // ms since 1970: when the present state by the values began
}

// problem works out the subject's states from its samples in order; ok is false if it was OK at all of them. A state
// begins when the value was beyond its level for hold samples, or for all there are; it ends when the value is within
// the level by the margin, or missing for hold samples: the disk is gone. A single sample without a value changes nothing.
func (s *subject) problem(times []int64, hold int) (p problem, ok bool) {
	if len(s.values) == 0 || s.isOK() && s.outlook == nil {
		return p, false
	}
	p = problem{subject: s, times: times, byValue: make([]State, len(times))}
	p.judgeValues(hold)
	p.states = p.byValue
	if s.outlook != nil {
		p.byForecast, p.forecasts, p.known = s.outlook.replay(times, hold)
		p.states = make([]State, len(times))
		for i := range times {
			p.states[i] = max(p.byValue[i], p.byForecast[i])
		}
	}
	return p, slices.Max(p.states) != OK
}

// runs are how long a value has been beyond the level of each state.
type runs struct {
	began  [Critical + 1]int64 // ms since 1970: the first sample
	length [Critical + 1]int   // samples
}

// judgeValues fills in the states by the values alone.
func (p *problem) judgeValues(hold int) {
	var beyond runs
	state, start := p.first(hold)
	for at := Warning; at <= state; at++ {
		beyond.began[at], beyond.length[at] = p.times[0], hold
	}
	for i := range start {
		p.byValue[i] = state
	}
	needed, missing := min(hold, p.count()), 0
	for i := start; i < len(p.values); i++ {
		if !math.IsNaN(p.values[i]) {
			missing = 0
			state = p.next(state, i, needed, &beyond)
		} else if missing++; missing >= hold {
			state, beyond = OK, runs{}
		}
		p.byValue[i] = state
	}
	p.since = beyond.began[state]
}

// next returns the state at a sample that has a value, given the one before.
func (p *problem) next(state State, i, needed int, beyond *runs) State {
	next := OK
	for _, at := range [...]State{Warning, Critical} {
		slack := 0.0
		if state >= at {
			slack = p.slack(at)
		}
		if !p.beyond(p.values[i], at, slack) {
			beyond.length[at] = 0
			continue
		}
		if beyond.length[at] == 0 {
			beyond.began[at] = p.times[i]
		}
		beyond.length[at]++
		if beyond.length[at] >= needed || state >= at {
			next = at
		}
	}
	return next
}

// lateStart is by how much the first value may come after the first sample, at most, for the state before it to be taken
// from what follows. Means begin later than the window.
const lateStart = 30 * time.Minute

// first returns the state with which the time shown begins, and the first sample whose value counts. What was before
// the window is not known. So that a state is not announced anew while the window moves on, one that the first values
// reach before they are within its level by the margin counts from the beginning.
func (p *problem) first(hold int) (State, int) {
	start := slices.IndexFunc(p.values, func(v float64) bool { return !math.IsNaN(v) })
	if start < 0 || p.times[start]-p.times[0] > max(lateStart, 2*p.rule.Mean).Milliseconds() {
		return OK, 0
	}
	needed := min(hold, p.count())
	for _, at := range [...]State{Critical, Warning} {
		if p.reaches(at, start, needed) {
			return at, start
		}
	}
	return OK, start
}

// reaches reports whether the values from a sample on are beyond a level for so many samples before they are within it
// by the margin.
func (p *problem) reaches(at State, start, needed int) bool {
	slack, run := p.slack(at), 0
	for _, v := range p.values[start:] {
		switch {
		case math.IsNaN(v):
			continue
		case p.beyond(v, at, 0):
			run++
		case p.beyond(v, at, slack):
			run = 0
		default:
			return false
		}
		if run == needed {
			return true
		}
	}
	return false
}

// count returns how many values there are.
func (p *problem) count() (n int) {
	for _, v := range p.values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}
