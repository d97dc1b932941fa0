package report

import "math"

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

// byValue replays what the values alone say. What holds at the first sample has begun before, and so counts from there
// on: else a single value beyond its level would be a state when it has become the first one shown.
func (c *course) byValue(hold int) {
	var began [Critical + 1]int64 // when the current stretch beyond each level began
	var run [Critical + 1]int
	needed := min(hold, c.count())
	state, missing := c.first(needed), 0
	for i, v := range c.values {
		if math.IsNaN(v) {
			if missing++; missing >= hold {
				state, run = OK, [Critical + 1]int{}
			}
			c.value[i] = state
			continue
		}
		missing = 0
		next := OK
		for _, at := range [...]State{Warning, Critical} {
			slack := 0.0
			if state >= at && i > 0 {
				slack = c.slack(at)
			}
			if !c.beyond(v, c.bound(at), slack) {
				run[at] = 0
				continue
			}
			if run[at] == 0 {
				began[at] = c.times[i]
			}
			run[at]++
			if run[at] >= needed || state >= at {
				next = at
			}
		}
		state = next
		c.value[i] = state
	}
	c.since = began[state]
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

// first returns the state at the first sample: the one beyond whose level the first values are, so many of them.
func (c *course) first(needed int) State {
	if math.IsNaN(c.values[0]) {
		return OK
	}
	for _, at := range [...]State{Critical, Warning} {
		n := 0
		for _, v := range c.values {
			if !math.IsNaN(v) && !c.beyond(v, c.bound(at), 0) || n == needed {
				break
			}
			if !math.IsNaN(v) {
				n++
			}
		}
		if n == needed {
			return at
		}
	}
	return OK
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
	for i > 0 && math.IsNaN(c.values[i]) {
		i--
	}
	text := c.text(c.values[i])
	if in != "" {
		text += ", " + c.also + " " + in
	}
	return text
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
