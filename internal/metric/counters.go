package metric

import "time"

// Counters turns readings of counters that only grow into differences and rates. Each counter of a
// family has its own name. A new name has no difference, nor has one whose value went backwards: the counter was reset or
// wrapped around, and it is unknown which.
//
// Values are float64: exact up to 2^53, and a relative error of 1e-16 beyond.
type Counters struct {
	Before  map[string]float64 // the readings to subtract
	After   map[string]float64 // the readings of now: filled by Delta and Rate
	Elapsed time.Duration      // between Before and now
}

// Delta records the counter's value and returns by how much it has grown since Before; ok is false if that is unknown.
func (c *Counters) Delta(name string, value float64) (grown float64, ok bool) {
	c.After[name] = value
	before, known := c.Before[name]
	if !known || value < before {
		return 0, false
	}
	return value - before, true
}

// Rate is Delta per second of elapsed time.
func (c *Counters) Rate(name string, value float64) (perSecond float64, ok bool) {
	grown, ok := c.Delta(name, value)
	if !ok || c.Elapsed <= 0 {
		return 0, false
	}
	return grown / c.Elapsed.Seconds(), true
}
