// Package bsonfile keeps BSON documents in a file, one after the other, as mongodump writes them. Each document that it
// appends is sealed: its last element, named crc, is a checksum of all bytes before it. With the checksum, damage is found,
// and only the damaged documents are lost. Documents are sent through pipes in the same form.
//
// It does not know what a document contains beyond its _id, nor which files a store or a spool has.
package bsonfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/bsonwalk"
)

// MaxDocument is MongoDB's limit for one document, in bytes.
const MaxDocument = 16 << 20

const (
	maxNesting = 100 // levels of documents within documents. Source: MongoDB's manual, "MongoDB Limits and Thresholds"

	sealElement = "\x10crc\x00"        // the type int32 and the name
	sealSize    = len(sealElement) + 4 // bytes, before the zero that ends the document
	minSealed   = bsonwalk.MinDocument + sealSize
	maxSealed   = MaxDocument + sealSize
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Length returns the length at the beginning of a document. ok is false if it is not valid for a document.
func Length(b []byte) (n int, ok bool) {
	n = bsonwalk.Length(b)
	return n, n >= bsonwalk.MinDocument && n <= maxSealed
}

// Seal appends a document to dst with a seal: the CRC-32C of all bytes before the seal, including the new length.
func Seal(dst, doc []byte) []byte {
	at := len(dst)
	dst = append(dst, doc[:len(doc)-1]...)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(doc)+sealSize))
	sum := crc32.Checksum(dst[at:], castagnoli)
	dst = append(dst, sealElement...)
	dst = binary.LittleEndian.AppendUint32(dst, sum)
	return append(dst, 0)
}

// Unseal removes the seal from a document, in place. A document without a seal is returned as it is. Of two elements named
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

// Check returns an error if bytes are not one document of well-formed BSON. It accepts any bytes; the driver's Validate panics
// on some.
func Check(doc []byte) error {
	_, err := check(doc, 1)
	return err
}

// check also returns how many bytes it has read. The number may be too large.
func check(doc []byte, depth int) (read int, err error) {
	if depth > maxNesting {
		return 0, fmt.Errorf("it is nested more than %d deep", maxNesting)
	}
	rest, err := bsonwalk.Body(doc)
	for err == nil && len(rest) > 0 {
		var e bsonwalk.Element
		read = len(doc) - len(rest)
		if e, rest, err = bsonwalk.Next(rest); err != nil {
			break
		}
		switch e.Kind {
		case bson.TypeCodeWithScope:
			err = errors.New("it contains JavaScript code")
		case bson.TypeEmbeddedDocument, bson.TypeArray:
			var inner int
			inner, err = check(e.Value, depth+1)
			read += inner
		}
	}
	if err != nil {
		return read, err
	}
	return len(doc), nil
}

// ID returns a document's _id as text that can be compared: its type and its value. Other fields are not checked.
func ID(doc []byte) (string, error) {
	if len(doc) > maxSealed {
		return "", tooLarge(doc)
	}
	rest, err := bsonwalk.Body(doc)
	for err == nil && len(rest) > 0 {
		var e bsonwalk.Element
		if e, rest, err = bsonwalk.Next(rest); err == nil && string(e.Key) == "_id" {
			return string(e.Kind) + string(e.Value), nil
		}
	}
	if err == nil {
		err = errors.New("it has no _id")
	}
	return "", err
}

// IDs returns the ID of each document, or says which one has none or is longer than MaxDocument.
func IDs(docs [][]byte) ([]string, error) {
	ids := make([]string, len(docs))
	for i, doc := range docs {
		id, err := ID(doc)
		if err == nil && len(doc) > MaxDocument {
			err = tooLarge(doc)
		}
		if err != nil {
			return nil, fmt.Errorf("document %d of %d: %w", i+1, len(docs), err)
		}
		ids[i] = id
	}
	return ids, nil
}

func tooLarge(doc []byte) error {
	return fmt.Errorf("it has %d bytes, at most %d are allowed", len(doc), MaxDocument)
}
