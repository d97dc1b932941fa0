package report

import (
	"math"
	"slices"
)

// course is how a subject fared, sample by sample.
type course struct {
	*subject
	times  []int64
	states []State     // by the values and by the forecast, whichever is worse
	value  []State     // by the values alone
	ahead  []State     // by the forecast alone; nil for none
	told   []*foretold // what was foretold; nil for none
	known  int         // the sample from which on ahead is known
	since  int64       // ms since 1970: when the present state by the values began
}

// replay goes through the samples as they came; ever is false if there was never anything wrong. A state begins when
// the value was beyond its level for hold samples, or for all there are; it ends when the value is within the level by
// the margin, or missing for hold samples: the disk is gone. A single sample without a value changes nothing.
func (s subject) replay(times []int64, hold int) (c course, ever bool) {
	c = course{subject: &s, times: times}
	if len(s.values) == 0 || s.never() && s.outlook == nil {
		return c, false
	}
	c.value = make([]State, len(times))
	c.byValue(hold)
	c.states = c.value
	if s.outlook != nil {
		c.ahead, c.told, c.known = s.outlook.replay(times, hold)
		c.states = make([]State, len(times))
		for i := range times {
			c.states[i] = max(c.value[i], c.ahead[i])
		}
	}
	for _, state := range c.states {
		ever = ever || state != OK
	}
	return c, ever
}

// stretches are how long a value has been beyond each level.
type stretches struct {
	began [Critical + 1]int64 // ms since 1970: the first sample
	run   [Critical + 1]int   // samples
}

// byValue replays what the values alone say.
func (c *course) byValue(hold int) {
	var beyond stretches
	state, start := c.first(hold)
	for at := Warning; at <= state; at++ {
		beyond.began[at], beyond.run[at] = c.times[0], hold
	}
	for i := range start {
		c.value[i] = state
	}
	needed, missing := min(hold, c.count()), 0
	for i := start; i < len(c.values); i++ {
		if !math.IsNaN(c.values[i]) {
			missing = 0
			state = c.next(state, i, needed, &beyond)
		} else if missing++; missing >= hold {
			state, beyond = OK, stretches{}
		}
		c.value[i] = state
	}
	c.since = beyond.began[state]
}

// next returns the state at a sample that has a value, given the one before.
func (c *course) next(state State, i, needed int, beyond *stretches) State {
	next := OK
	for _, at := range [...]State{Warning, Critical} {
		slack := 0.0
		if state >= at {
			slack = c.slack(at)
		}
		if !c.beyond(c.values[i], c.bound(at), slack) {
			beyond.run[at] = 0
			continue
		}
		if beyond.run[at] == 0 {
			beyond.began[at] = c.times[i]
		}
		beyond.run[at]++
		if beyond.run[at] >= needed || state >= at {
			next = at
		}
	}
	return next
}

// first returns the state with which the time shown begins, and the first sample whose value counts. What was before is
// not known; so that nothing new is told of it while the window moves on, a state that the first values come to before
// they are within its level by the margin counts from the beginning, and means begin a little later than the window.
func (c *course) first(hold int) (State, int) {
	start := slices.IndexFunc(c.values, func(v float64) bool { return !math.IsNaN(v) })
	if start < 0 || c.times[start]-c.times[0] > 2*meanOf.Milliseconds() {
		return OK, 0
	}
	needed := min(hold, c.count())
	for _, at := range [...]State{Critical, Warning} {
		if c.comesTo(at, start, needed) {
			return at, start
		}
	}
	return OK, start
}

// comesTo reports whether the values from a sample on hold beyond a level before they are within it by the margin.
func (c *course) comesTo(at State, start, needed int) bool {
	bound, slack, run := c.bound(at), c.slack(at), 0
	for _, v := range c.values[start:] {
		switch {
		case math.IsNaN(v):
			continue
		case c.beyond(v, bound, 0):
			run++
		case c.beyond(v, bound, slack):
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
func (c *course) count() (n int) {
	for _, v := range c.values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// reason returns what is wrong at the newest sample.
func (c *course) reason() Reason {
	newest := len(c.times) - 1
	r := Reason{State: c.states[newest], Kind: c.kind, Mount: c.mount, Text: c.textAt(newest), Since: c.since}
	if c.since == c.times[0] {
		r.Since = 0
	}
	if c.ahead != nil && c.ahead[newest] == r.State {
		if since := c.aheadSince(); c.value[newest] != r.State || since < r.Since {
			r.Since = since
		}
	}
	return r
}

// aheadSince returns since when the forecast has been as bad as at the newest sample, 0 if that is not known.
func (c *course) aheadSince() int64 {
	i := len(c.times) - 1
	for state := c.ahead[i]; i > 0 && c.ahead[i-1] >= state; i-- {
	}
	if i <= c.known {
		return 0
	}
	return c.times[i]
}

// textAt says in words what was wrong at a sample: the value, and when it comes to an end if that could be told then.
// Where a value is missing, the one before it is said.
func (c *course) textAt(i int) string {
	in := c.inAt(i)
	if c.value[i] == OK {
		return c.instead + " " + in
	}
	text := c.text(c.lastKnown(i))
	if in != "" {
		text += ", " + c.also + " " + in
	}
	return text
}

// lastKnown returns the value at a sample, or where it is missing the one before it.
func (c *course) lastKnown(i int) float64 {
	for i > 0 && math.IsNaN(c.values[i]) {
		i--
	}
	return c.values[i]
}

// inAt says how far ahead the end was at a sample; "" if that could not be told. Of the newest the forecast is said
// that the page shows as well.
func (c *course) inAt(i int) string {
	switch {
	case i == len(c.times)-1 && c.forecast != nil:
		return c.forecast.in(c.times[i])
	case c.told != nil && c.told[i] != nil:
		return c.told[i].in(c.times[i])
	}
	return ""
}
