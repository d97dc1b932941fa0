package sampler

import (
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// counter is a counter of a device and the field of its rate.
type counter struct {
	field string
	value float64
}

// rates returns the rates of a device's counters per second, or nil if one is unknown. If one counter decreased, another
// device may have taken over the name, and then the differences of the other counters are meaningless.
func rates(c *metric.Counters, device string, counters ...counter) bson.D {
	fields := make(bson.D, 0, len(counters))
	for _, n := range counters {
		if rate, ok := c.Rate(device+" "+n.field, n.value); ok { // call Rate for all, because it stores the value
			fields = append(fields, bson.E{Key: n.field, Value: rate})
		}
	}
	if len(fields) < len(counters) {
		return nil
	}
	return fields
}
