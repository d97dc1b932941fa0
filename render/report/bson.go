package report

import (
	"encoding/binary"
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/internal/bsonwalk"
	"psmonitor/internal/metric"
)

// This file reads the values of BSON elements. The tests compare it with the driver's decoder.

// numberOf returns an element's value as a number: a date is its milliseconds, true is 1, a text that reads as a number is that
// number. ok is false for other types, and for what is no measurement.
func numberOf(e bsonwalk.Element) (v float64, ok bool) {
	switch e.Kind {
	case bson.TypeDouble, bson.TypeInt32, bson.TypeInt64, bson.TypeDateTime, bson.TypeBoolean:
		v = fixedNumber(e.Kind, e.Value)
	case bson.TypeDecimal128:
		v = parse(primitive.NewDecimal128(binary.LittleEndian.Uint64(e.Value[8:]), binary.LittleEndian.Uint64(e.Value)).String())
	case bson.TypeString:
		t, _ := textOf(e)
		if len(t) > 64 {
			return 0, false
		}
		v = parse(string(t))
	default:
		return 0, false
	}
	return v, isMeasurement(v)
}

// fixedNumber returns the number at the beginning of data, of one of the types whose values are all equally long.
func fixedNumber(kind bsontype.Type, data []byte) float64 {
	switch kind {
	case bson.TypeDouble:
		return math.Float64frombits(binary.LittleEndian.Uint64(data))
	case bson.TypeInt32:
		return float64(int32(binary.LittleEndian.Uint32(data)))
	case bson.TypeBoolean:
		return float64(min(data[0], 1))
	}
	return float64(int64(binary.LittleEndian.Uint64(data)))
}

// isMeasurement reports whether v is a number, and not so large that nothing measures it.
func isMeasurement(v float64) bool { return math.Abs(v) <= metric.MaxNumber }

// parse returns the number that a text is, NaN if it is none.
func parse(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// textOf returns a string element's bytes.
func textOf(e bsonwalk.Element) ([]byte, bool) {
	if e.Kind != bson.TypeString {
		return nil, false
	}
	return e.Value[4 : len(e.Value)-1], true
}
