package metric

import (
	"fmt"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
)

// MaxDocument is the largest document that is read as a sample, in bytes: a hundred times what a machine with many disks
// and interfaces sends. It bounds the memory that a reader of a whole history needs.
const MaxDocument = 256 << 10

// Bounds on an array of a document, such as the mounts. The sampler stores at most MaxElements, and a page shows at most as many.
// If there are more, those that are at least NearlyFull percent used come first: neither the sampler nor the decoder knows the
// thresholds, which by default are above that.
const (
	MaxElements = 256
	NearlyFull  = 80
)

// MaxNumber is the largest number that is read from a document, and its negative the smallest: more than the bytes that 64 bits
// count. What is beyond is no measurement, and one such value would leave no room for others on an axis that hosts share.
const MaxNumber = 1e20

// Sample is what was read in one run of the sampler: the document before it is encoded.
type Sample struct {
	ID       primitive.ObjectID // made with Date from one reading of the clock, before the first attempt to store
	Server   string             // the host's name
	Date     time.Time          // UTC
	Interval time.Duration      // what rates and percentages cover
	Fields   bson.D             // the families' fields, in the order of the families
}

// NewSample returns a sample without fields, taken at the given time. Date is truncated to milliseconds, as BSON has it.
func NewSample(server string, at time.Time, interval time.Duration) Sample {
	at = at.UTC().Truncate(time.Millisecond)
	return Sample{ID: primitive.NewObjectIDFromTimestamp(at), Server: server, Date: at, Interval: interval}
}

// Document encodes the sample as one BSON document. Numbers that are not finite are left out: some readers and servers
// fail on them.
func (s Sample) Document() ([]byte, error) {
	doc := bson.D{
		{Key: "_id", Value: s.ID},
		{Key: "server", Value: s.Server},
		{Key: "date", Value: primitive.NewDateTimeFromTime(s.Date)},
		{Key: "interval", Value: s.Interval.Round(time.Millisecond).Seconds()},
	}
	raw, err := bson.Marshal(append(doc, finite(s.Fields)...))
	if err != nil {
		return nil, fmt.Errorf("encode the sample of %s: %w", s.Server, err)
	}
	return raw, nil
}

// finite returns d without NaN and infinities, at any depth.
func finite(d bson.D) bson.D {
	kept := make(bson.D, 0, len(d))
	for _, e := range d {
		switch v := e.Value.(type) {
		case float64:
			if math.IsNaN(v) || math.IsInf(v, 0) {
				continue
			}
		case bson.D:
			e.Value = finite(v)
		case bson.A:
			e.Value = finiteElements(v)
		}
		kept = append(kept, e)
	}
	return kept
}

func finiteElements(a bson.A) bson.A {
	kept := make(bson.A, len(a))
	for i, v := range a {
		if d, ok := v.(bson.D); ok {
			v = finite(d)
		}
		kept[i] = v
	}
	return kept
}

// Int64 returns v as the integer that BSON can hold: what is larger becomes the largest.
func Int64(v uint64) int64 {
	return int64(min(v, math.MaxInt64))
}
