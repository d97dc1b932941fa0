package report

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/bson/primitive"
)

// This file reads BSON in place, without reflection and without allocating. Format: bsonspec.org, version 1.1. It reads
// one document, which may be malformed: report.Decoder counts such documents and goes on. The tests compare it with the
// driver's decoder.

// The element types whose values are read; others are skipped.
const (
	bsonDouble   = 0x01
	bsonString   = 0x02
	bsonDocument = 0x03
	bsonArray    = 0x04
	bsonObjectID = 0x07
	bsonDate     = 0x09
	bsonNull     = 0x0A
	bsonInt32    = 0x10
	bsonInt64    = 0x12
	bsonDecimal  = 0x13
)

var errMalformed = errors.New("malformed BSON")

// element is one element of a document. Its slices point into the document.
type element struct {
	kind  byte
	key   []byte
	value []byte
}

// length returns the length with which a document, a string and other values begin; -1 if data is too short to have one.
// It may be negative, or beyond the end of data.
func length(data []byte) int {
	if len(data) < 4 {
		return -1
	}
	return int(int32(binary.LittleEndian.Uint32(data)))
}

// body returns what is between a document's length and its closing zero.
func body(doc []byte) ([]byte, error) {
	if len(doc) < 5 || length(doc) != len(doc) || doc[len(doc)-1] != 0 {
		return nil, errMalformed
	}
	return doc[4 : len(doc)-1], nil
}

// nextElement splits the first element from the rest of a document's body, which must not be empty.
func nextElement(rest []byte) (element, []byte, error) {
	kind := rest[0]
	end := bytes.IndexByte(rest[1:], 0)
	if end < 0 {
		return element{}, nil, errMalformed
	}
	key, rest := rest[1:1+end], rest[2+end:]
	size := valueSize(kind, rest)
	if size < 0 || size > len(rest) {
		return element{}, nil, errMalformed
	}
	return element{kind, key, rest[:size]}, rest[size:], nil
}

// valueSize returns how many bytes the value at the beginning of data takes, -1 if it is malformed or of an unknown type.
// The result may be beyond the end of data.
func valueSize(kind byte, data []byte) int {
	switch kind {
	case bsonDouble, bsonDate, bsonInt64, 0x11: // 0x11: timestamp
		return 8
	case bsonInt32:
		return 4
	case bsonNull, 0x06, 0x7F, 0xFF: // undefined, max key, min key
		return 0
	case 0x08: // boolean
		return 1
	case bsonObjectID:
		return 12
	case bsonDecimal:
		return 16
	case bsonDocument, bsonArray, 0x0F: // 0x0F: code with scope; the length counts itself
		return prefixed(data, 0, 5)
	case bsonString, 0x0D, 0x0E: // code, symbol; the length counts the closing zero
		return prefixed(data, 4, 5)
	case 0x05: // binary: length, subtype, bytes
		return prefixed(data, 5, 5)
	case 0x0C: // database pointer: string, ObjectId
		return prefixed(data, 4+12, 5+12)
	case 0x0B: // regular expression: two strings that end with zeros
		first := bytes.IndexByte(data, 0)
		second := bytes.IndexByte(data[first+1:], 0)
		if first < 0 || second < 0 {
			return -1
		}
		return first + second + 2
	}
	return -1
}

// prefixed returns the size of a value that begins with its length, given what the length does not count and the size
// of the shortest such value; -1 if it is malformed.
func prefixed(data []byte, uncounted, minSize int) int {
	if size := length(data) + uncounted; size >= minSize {
		return size
	}
	return -1
}

// number returns an element's value as a number: a date is its milliseconds, a text that reads as a number is that
// number. ok is false for other types, and for what is not finite.
func (e element) number() (v float64, ok bool) {
	switch e.kind {
	case bsonDouble, bsonInt32, bsonInt64, bsonDate:
		v = fixedNumber(e.kind, e.value)
	case bsonDecimal:
		v = parse(primitive.NewDecimal128(binary.LittleEndian.Uint64(e.value[8:]), binary.LittleEndian.Uint64(e.value)).String())
	case bsonString:
		t, _ := e.text()
		if len(t) > 64 {
			return 0, false
		}
		v = parse(string(t))
	default:
		return 0, false
	}
	return v, isFinite(v)
}

// fixedNumber returns the number at the beginning of data, of one of the types whose values are all equally long.
func fixedNumber(kind byte, data []byte) float64 {
	switch kind {
	case bsonDouble:
		return math.Float64frombits(binary.LittleEndian.Uint64(data))
	case bsonInt32:
		return float64(int32(binary.LittleEndian.Uint32(data)))
	}
	return float64(int64(binary.LittleEndian.Uint64(data)))
}

// isFinite reports whether v is a number and not infinite.
func isFinite(v float64) bool { return v-v == 0 }

// parse returns the number that a text is, NaN if it is none.
func parse(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// text returns a string element's bytes.
func (e element) text() ([]byte, bool) {
	if e.kind != bsonString || e.value[len(e.value)-1] != 0 {
		return nil, false
	}
	return e.value[4 : len(e.value)-1], true
}
