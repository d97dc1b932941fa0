package metric

import "time"

// Counters turns readings of ever-growing counters into differences and rates. A family offers each counter under
// a name of its own; the names it has not seen before, and those whose value went backwards (the counter was
// reset, or wrapped around: the two cannot be told apart), give no value.
//
// Values are float64: exact up to 2^53, and a relative error of 1e-16 beyond.
type Counters struct {
	Before  map[string]float64 // the readings to subtract
	After   map[string]float64 // the readings of now: filled by Delta and Rate
	Elapsed time.Duration      // between Before and now
}

// Delta notes the counter's value and returns by how much it has grown since before; ok tells whether that is known.
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
