package report

import "math"

// course is how a subject fared, sample by sample.
type course struct {
	*subject
	times  []int64
	states []State // by the values and by the forecast, whichever is worse
	value  []State // by the values alone
	since  int64   // ms since 1970: when the present state by the values began
}

// replay goes through the samples as they came; ever is false if there was never anything wrong. A state begins when
// the value was beyond its level for hold samples, or for all there are; it ends when the value is within the level by
// the margin, or missing for hold samples: the disk is gone. A single sample without a value changes nothing.
func (s subject) replay(times []int64, hold int) (c course, ever bool) {
	c = course{subject: &s, times: times}
	if len(s.values) == 0 || s.never() && s.forecast.state(times[len(times)-1], s.full) == OK {
		return c, false
	}
	both := make([]State, 2*len(times))
	c.value, c.states = both[:len(times)], both[len(times):]
	c.byValue(hold)
	present := !math.IsNaN(last(s.values))
	for i, at := range times {
		c.states[i] = c.value[i]
		if present {
			c.states[i] = max(c.states[i], s.forecast.state(at, s.full))
		}
		ever = ever || c.states[i] != OK
	}
	return c, ever
}

// byValue replays what the values alone say.
func (c *course) byValue(hold int) {
	var began [Critical + 1]int64 // when the current stretch beyond each level began
	var run [Critical + 1]int
	state, seen, missing := OK, 0, 0
	for i, v := range c.values {
		if math.IsNaN(v) {
			if missing++; missing >= hold {
				state, run = OK, [Critical + 1]int{}
			}
			c.value[i] = state
			continue
		}
		seen++
		missing = 0
		next := OK
		for _, at := range [...]State{Warning, Critical} {
			slack := 0.0
			if state >= at {
				slack = c.margin
			}
			if !c.beyond(v, c.bound(at), slack) {
				run[at] = 0
				continue
			}
			if run[at] == 0 {
				began[at] = c.times[i]
			}
			run[at]++
			if run[at] >= min(hold, seen) || state >= at {
				next = at
			}
		}
		state = next
		c.value[i] = state
	}
	c.since = began[state]
}

// reason returns what is wrong at the newest sample.
func (c *course) reason() Reason {
	newest := len(c.times) - 1
	r := Reason{State: c.states[newest], Kind: c.kind, Mount: c.mount, Text: c.textAt(newest), Since: c.since}
	if f := c.forecast; f.state(c.times[newest], c.full) == r.State {
		since := max(c.times[0], f.since(r.State, c.full))
		if c.value[newest] != r.State || since < r.Since {
			r.Since = since
		}
	}
	return r
}

// textAt says in words what was wrong at a sample: the value, and when it comes to an end if that could be told then.
// Where a value is missing, the one before it is said.
func (c *course) textAt(i int) string {
	at := c.times[i]
	told := c.forecast != nil && at >= c.forecast.told
	if c.value[i] == OK {
		return c.instead + " " + c.forecast.in(at)
	}
	for i > 0 && math.IsNaN(c.values[i]) {
		i--
	}
	text := c.text(c.values[i])
	if told {
		text += ", " + c.also + " " + c.forecast.in(at)
	}
	return text
}
