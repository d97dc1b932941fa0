// Package bsonwalk walks through the elements of a BSON document in place, without reflection and without allocating. The
// document may be malformed. Format: bsonspec.org, version 1.1.
//
// It does not know what elements mean, and does not look into documents within documents.
package bsonwalk

import (
	"bytes"
	"encoding/binary"
	"errors"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
)

// MinDocument is the length of an empty document: its length and the zero that ends it.
const MinDocument = 5

// ErrMalformed is the error for bytes that are not BSON.
var ErrMalformed = errors.New("it is not well-formed BSON")

// Element is one element of a document. Its slices are parts of the document, and their capacity reaches as far as the
// document's.
type Element struct {
	Kind       bsontype.Type
	Key, Value []byte
}

// Length returns the length with which a document and other values begin, or -1 if b is too short to have one. It may be
// negative, or larger than b.
func Length(b []byte) int {
	if len(b) < 4 {
		return -1
	}
	return int(int32(binary.LittleEndian.Uint32(b)))
}

// Body returns the elements of a document: what is between its length and the zero that ends it.
func Body(doc []byte) ([]byte, error) {
	n := len(doc)
	if n < MinDocument || Length(doc) != n || doc[n-1] != 0 {
		return nil, ErrMalformed
	}
	return doc[4 : n-1], nil
}

// Next splits the first element from the rest of a body, which must not be empty. Of a value that is a document only the
// length is checked.
func Next(body []byte) (e Element, rest []byte, err error) {
	end := bytes.IndexByte(body[1:], 0)
	if end < 0 {
		return Element{}, nil, ErrMalformed
	}
	e.Kind, e.Key, rest = bsontype.Type(body[0]), body[1:1+end], body[2+end:]
	n := valueSize(e.Kind, rest)
	if n < 0 || n > len(rest) {
		return Element{}, nil, ErrMalformed
	}
	e.Value = rest[:n]
	return e, rest[n:], nil
}

// valueSize returns the length of the value at the beginning of b, which may be larger than b, or -1 if the value is
// malformed or of an unknown type.
func valueSize(kind bsontype.Type, b []byte) int {
	switch kind {
	case bson.TypeDouble, bson.TypeDateTime, bson.TypeTimestamp, bson.TypeInt64:
		return 8
	case bson.TypeInt32:
		return 4
	case bson.TypeUndefined, bson.TypeNull, bson.TypeMinKey, bson.TypeMaxKey:
		return 0
	case bson.TypeBoolean:
		if len(b) > 0 && b[0] > 1 {
			return -1
		}
		return 1
	case bson.TypeObjectID:
		return 12
	case bson.TypeDecimal128:
		return 16
	case bson.TypeEmbeddedDocument, bson.TypeArray, bson.TypeCodeWithScope:
		if n := Length(b); n >= MinDocument {
			return n
		}
	case bson.TypeString, bson.TypeJavaScript, bson.TypeSymbol:
		return stringSize(b)
	case bson.TypeBinary:
		return binarySize(b)
	case bson.TypeDBPointer:
		if n := stringSize(b); n > 0 {
			return n + 12
		}
	case bson.TypeRegex:
		return regexSize(b)
	}
	return -1
}

// stringSize returns the length of a string: the length of the rest, which ends with a zero.
func stringSize(b []byte) int {
	n := Length(b)
	if n < 1 || n > len(b)-4 || b[4+n-1] != 0 {
		return -1
	}
	return 4 + n
}

// binarySize returns the length of a binary: the length of the data, the subtype, the data.
func binarySize(b []byte) int {
	n := Length(b)
	if n < 0 || n > len(b)-5 {
		return -1
	}
	if b[4] == bson.TypeBinaryBinaryOld && (n < 4 || Length(b[5:]) != n-4) { // its data begins with a length of its own
		return -1
	}
	return 5 + n
}

// regexSize returns the length of a regular expression: a pattern and options, each of which ends with a zero.
func regexSize(b []byte) int {
	pattern := bytes.IndexByte(b, 0)
	options := bytes.IndexByte(b[pattern+1:], 0)
	if pattern < 0 || options < 0 {
		return -1
	}
	return pattern + 1 + options + 1
}
