package sampler

import (
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// counter is one counter of a device, and the field that its rate goes into.
type counter struct {
	field string
	value float64
}

// rates returns the device's counters as fields per second: all of them, or nil if one is not known. A device is seen
// for the first time as a whole; and where one counter went backwards the device may be another one under the old
// name, whose other counters give differences that look well and mean nothing.
func rates(c *metric.Counters, device string, counters ...counter) bson.D {
	fields := make(bson.D, 0, len(counters))
	for _, n := range counters {
		if rate, ok := c.Rate(device+" "+n.field, n.value); ok { // each is noted, even if the device is left out
			fields = append(fields, bson.E{Key: n.field, Value: rate})
		}
	}
	if len(fields) < len(counters) {
		return nil
	}
	return fields
}
