package demo

import "time"

// Lengths of time in milliseconds, the unit of all times in this package.
const (
	minute = int64(time.Minute / time.Millisecond)
	hour   = 60 * minute
	day    = 24 * hour
)

// clock is the grid that sample times lie on: slot 0 is the oldest sample, at start+offset.
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

// lateBy returns the clock of a host whose cron runs offset after the grid: where its newest sample would be after
// until, it is one slot behind.
func (c clock) lateBy(offset int64) clock {
	if c.slots > 0 && c.at(c.slots-1)+offset > c.until {
		c.start -= c.every
	}
	return c
}

// at returns the time of a slot.
func (c clock) at(slot int) int64 { return c.start + int64(slot)*c.every }

// slotOf returns the slot that a part of the history, 0 to 1, ends at.
func (c clock) slotOf(part float64) int { return int(part * float64(c.slots)) }

// floor returns the largest multiple of step that is not after t. It is right before 1970 too.
func floor(t, step int64) int64 {
	rest := t % step
	if rest < 0 {
		rest += step
	}
	return t - rest
}
