package demo

import "time"

// Durations in milliseconds, the unit of all times in this package.
const (
	minute = int64(time.Minute / time.Millisecond)
	hour   = 60 * minute
	day    = 24 * hour
)

// clock is the grid of sample times. Slot 0 is the oldest sample, at start.
type clock struct {
	start, every int64 // ms; start is a multiple of every
	until        int64
	slots        int
}

func newClock(until time.Time, every, span time.Duration) clock {
	c := clock{every: every.Milliseconds(), until: until.UnixMilli()}
	if c.every < 1 || span < every {
		return clock{every: 1, until: c.until}
	}
	c.slots = int(span / every)
	c.start = floor(c.until, c.every) - int64(c.slots-1)*c.every
	return c
}

// delayed returns the clock of a host whose sampler runs offset ms after each time of the grid. If its newest sample
// would be later than until, the clock begins one slot earlier.
func (c clock) delayed(offset int64) clock {
	if c.slots > 0 && c.at(c.slots-1)+offset > c.until {
		c.start -= c.every
	}
	return c
}

// at returns the time of a slot, in ms since 1970.
func (c clock) at(slot int) int64 { return c.start + int64(slot)*c.every }

// slotAt returns the slot at a fraction of the history, from 0 to 1.
func (c clock) slotAt(part float64) int { return int(part * float64(c.slots)) }

// floor returns the largest multiple of step that is at most t. t may be negative.
func floor(t, step int64) int64 {
	rest := t % step
	if rest < 0 {
		rest += step
	}
	return t - rest
}
