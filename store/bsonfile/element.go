package bsonfile

import (
	"bytes"
	"encoding/binary"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"
)

// element returns the type, the name and the value of the first element of b, and what follows it. ok is false if it is
// malformed. Of a value that is a document only the length is looked at.
func element(b []byte) (kind bsontype.Type, key, value, rest []byte, ok bool) {
	key, value, ok = bytes.Cut(b[1:], []byte{0})
	if !ok {
		return 0, nil, nil, nil, false
	}
	kind = bsontype.Type(b[0])
	n := valueSize(kind, value)
	if n < 0 || n > len(value) {
		return 0, nil, nil, nil, false
	}
	return kind, key, value[:n:n], value[n:], true
}

// valueSize returns the length of the value at the beginning of b, which may be more than b has, or -1 if it is malformed.
// Source: https://bsonspec.org/spec.html.
func valueSize(kind bsontype.Type, b []byte) int {
	switch kind {
	case bson.TypeUndefined, bson.TypeNull, bson.TypeMinKey, bson.TypeMaxKey:
		return 0
	case bson.TypeBoolean:
		if len(b) > 0 && b[0] > 1 {
			return -1
		}
		return 1
	case bson.TypeInt32:
		return 4
	case bson.TypeDouble, bson.TypeDateTime, bson.TypeTimestamp, bson.TypeInt64:
		return 8
	case bson.TypeObjectID:
		return 12
	case bson.TypeDecimal128:
		return 16
	case bson.TypeString, bson.TypeJavaScript, bson.TypeSymbol:
		return stringSize(b)
	case bson.TypeDBPointer:
		if n := stringSize(b); n > 0 {
			return n + 12
		}
	case bson.TypeBinary:
		return binarySize(b)
	case bson.TypeRegex:
		if pattern := bytes.IndexByte(b, 0); pattern >= 0 {
			if options := bytes.IndexByte(b[pattern+1:], 0); options >= 0 {
				return pattern + 1 + options + 1
			}
		}
	case bson.TypeEmbeddedDocument, bson.TypeArray, bson.TypeCodeWithScope:
		if n, ok := Length(b); ok {
			return n
		}
	}
	return -1
}

// stringSize returns the length of a string: four bytes that tell the length of the rest, which ends with a zero.
func stringSize(b []byte) int {
	n, ok := int32At(b)
	if !ok || n < 1 || n > len(b)-4 || b[4+n-1] != 0 {
		return -1
	}
	return 4 + n
}

// binarySize returns the length of a binary: the length of the data, the subtype, the data.
func binarySize(b []byte) int {
	n, ok := int32At(b)
	if !ok || n < 0 || n > len(b)-5 {
		return -1
	}
	if b[4] == bson.TypeBinaryBinaryOld { // its data begins with a length of its own
		if inner, ok := int32At(b[5 : 5+n]); !ok || inner != n-4 {
			return -1
		}
	}
	return 5 + n
}

func int32At(b []byte) (n int, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	return int(int32(binary.LittleEndian.Uint32(b))), true
}
