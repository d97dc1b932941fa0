// Package bsonfile keeps BSON documents in a file, one after the other, as mongodump writes them. Each document that it
// appends is sealed: its last element, named crc, is a checksum of all bytes before it. So damage is found, and costs the
// damaged documents only. The same form goes through pipes.
//
// It does not know what a document says beyond its _id, nor which files a store or a spool has.
package bsonfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"go.mongodb.org/mongo-driver/bson"
)

// MaxDocument is MongoDB's limit for one document, in bytes.
const MaxDocument = 16 << 20

const (
	minDocument = 5   // bytes of an empty document: its length and the zero that ends it
	maxNesting  = 100 // documents in documents. Source: MongoDB's manual, "MongoDB Limits and Thresholds"

	sealElement = "\x10crc\x00"        // the type int32 and the name
	sealSize    = len(sealElement) + 4 // bytes; they stand before the zero that ends the document
	minSealed   = minDocument + sealSize
	maxSealed   = MaxDocument + sealSize
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Length returns the length that a document begins with. ok is false if no document has such a length.
func Length(b []byte) (n int, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	length := binary.LittleEndian.Uint32(b)
	return int(length), length >= minDocument && length <= uint32(maxSealed)
}

// Seal appends a document to dst with a seal: the CRC-32C of all bytes before the seal, the new length among them.
func Seal(dst, doc []byte) []byte {
	at := len(dst)
	dst = append(dst, doc[:len(doc)-1]...)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(doc)+sealSize))
	sum := crc32.Checksum(dst[at:], castagnoli)
	dst = append(dst, sealElement...)
	dst = binary.LittleEndian.AppendUint32(dst, sum)
	return append(dst, 0)
}

// Unseal takes the seal out of a document, in place. A document without a seal is returned as it is. Of two elements named
// crc only the last one is a seal.
func Unseal(doc []byte) []byte {
	if !hasSeal(doc) || !sealMatches(doc) {
		return doc
	}
	doc = doc[:len(doc)-sealSize]
	doc[len(doc)-1] = 0
	binary.LittleEndian.PutUint32(doc, uint32(len(doc)))
	return doc
}

// hasSeal reports whether a document ends as a sealed one does.
func hasSeal(doc []byte) bool {
	n := len(doc)
	return n >= minSealed && doc[n-1] == 0 && string(doc[n-1-sealSize:n-5]) == sealElement
}

// sealMatches reports whether the checksum of a document with a seal is right.
func sealMatches(doc []byte) bool {
	n := len(doc)
	return crc32.Checksum(doc[:n-1-sealSize], castagnoli) == binary.LittleEndian.Uint32(doc[n-5:])
}

var errMalformed = errors.New("it is not well-formed BSON")

// Check reports why bytes are not one document of well-formed BSON. It takes any bytes, unlike the driver's Validate.
func Check(doc []byte) error {
	_, err := check(doc, 1)
	return err
}

// check returns how many bytes it has looked at, at most.
func check(doc []byte, depth int) (read int, err error) {
	if depth > maxNesting {
		return 0, fmt.Errorf("it is nested more than %d deep", maxNesting)
	}
	n, ok := Length(doc)
	if !ok || n != len(doc) || doc[n-1] != 0 {
		return 0, errMalformed
	}
	for b := doc[4 : n-1]; len(b) > 0; {
		kind, _, value, rest, ok := element(b)
		read = n - len(b)
		switch {
		case !ok:
			return read, errMalformed
		case kind == bson.TypeCodeWithScope:
			return read, errors.New("it contains JavaScript code")
		case kind == bson.TypeEmbeddedDocument || kind == bson.TypeArray:
			if inner, err := check(value, depth+1); err != nil {
				return read + inner, err
			}
		}
		b = rest
	}
	return n, nil
}

// ID returns a document's _id as text that can be compared: its type and its value. Other fields are not looked at.
func ID(doc []byte) (string, error) {
	if len(doc) > maxSealed {
		return "", fmt.Errorf("it has %d bytes, at most %d are allowed", len(doc), MaxDocument)
	}
	if n, ok := Length(doc); !ok || n != len(doc) {
		return "", errMalformed
	}
	for b := doc[4 : len(doc)-1]; len(b) > 0; {
		kind, key, value, rest, ok := element(b)
		switch {
		case !ok:
			return "", errMalformed
		case string(key) == "_id":
			return string(kind) + string(value), nil
		}
		b = rest
	}
	return "", errors.New("it has no _id")
}
