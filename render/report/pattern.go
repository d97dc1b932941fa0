package report

import (
	"encoding/binary"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"

	"psmonitor/internal/bsonwalk"
)

// This file decodes documents that have the pattern of the one before. The documents of a host differ in their numbers
// only: the fields are the same, of the same types, at the same places, with the same texts. So the document that was walked last
// says which bytes are numbers and where each number goes, and all other bytes only have to be equal. That takes a tenth
// of the driver's time and a fifth of what walking a document takes (decode.go). Walking decides about every new pattern.

// maxPattern is the size of the largest document whose pattern is kept, in bytes. Ordinary ones have a few thousand.
const maxPattern = 64 << 10

// pattern is the pattern of the document that was walked last.
type pattern struct {
	usable   bool
	mask     []byte // of the document's bytes: 0xFF if it must be equal, 0 if it may differ
	words    []word // of the document
	dateAt   int    // where the date's value begins
	idAt     int    // where the _id's value begins; 0 if it is no ObjectId
	writes   []columnWrite
	elements []arrayElement
}

// word is eight bytes of a document at a place: which bits must be equal, and to what.
type word struct {
	at         int
	mask, want uint64
}

// columnWrite is how a number gets from the document into a column.
type columnWrite struct {
	at     int // where its value begins
	kind   bsontype.Type
	column []float64
}

// arrayElement is an element of an array of the layout that the document has.
type arrayElement struct{ list, place int }

// begin forgets the last pattern. What is found in the document is added while it is walked.
func (p *pattern) begin(doc []byte) {
	p.usable, p.dateAt, p.idAt = len(doc) <= maxPattern, 0, 0
	p.mask, p.writes, p.elements = p.mask[:0], p.writes[:0], p.elements[:0]
	if !p.usable {
		return
	}
	for range doc {
		p.mask = append(p.mask, 0xFF)
	}
}

// addElement adds an element whose value begins at a place in the document. Its value may differ if all values of its
// type are equally long.
func (p *pattern) addElement(at int, e bsonwalk.Element) {
	if !p.usable {
		return
	}
	switch e.Kind {
	case bson.TypeDouble, bson.TypeInt32, bson.TypeInt64, bson.TypeDateTime, bson.TypeObjectID, bson.TypeBoolean:
		clear(p.mask[at : at+len(e.Value)])
	}
}

// addNumber adds the column into which a number goes. Numbers that are texts or decimals are read by walking only.
func (p *pattern) addNumber(at int, column []float64, kind bsontype.Type) {
	switch kind {
	case bson.TypeDouble, bson.TypeInt32, bson.TypeInt64, bson.TypeDateTime, bson.TypeBoolean:
		p.writes = append(p.writes, columnWrite{at, kind, column})
	default:
		p.usable = false
	}
}

// end completes the pattern of the document that it was begun with, which has a date and so more than eight bytes.
func (p *pattern) end(doc []byte, usable bool) {
	if p.usable = p.usable && usable; !p.usable {
		return
	}
	p.words = p.words[:0]
	for at := 0; at < len(doc); at += 8 {
		at := min(at, len(doc)-8) // the last word may overlap the one before
		if mask := binary.LittleEndian.Uint64(p.mask[at:]); mask != 0 {
			p.words = append(p.words, word{at, mask, binary.LittleEndian.Uint64(doc[at:]) & mask})
		}
	}
}

// matches reports whether a document has the pattern.
func (p *pattern) matches(doc []byte) bool {
	if !p.usable || len(doc) != len(p.mask) {
		return false
	}
	for i := range p.words {
		w := &p.words[i]
		if binary.LittleEndian.Uint64(doc[w.at:w.at+8])&w.mask != w.want {
			return false
		}
	}
	return true
}

// decodeByPattern decodes the document into its row. It returns false, with nothing done, if the document has to be
// walked: it has another pattern, or a value that makes no sense.
func (d *document) decodeByPattern() bool {
	p := &d.pattern
	if !p.matches(d.doc) {
		return false
	}
	d.date = int64(binary.LittleEndian.Uint64(d.doc[p.dateAt:]))
	if !validDate(d.date) {
		return false
	}
	for i := range p.writes {
		w := &p.writes[i]
		v := fixedNumber(w.kind, d.doc[w.at:])
		if !isMeasurement(v) {
			d.clear(d.row)
			return false
		}
		w.column[d.row] = v
	}
	for _, e := range p.elements {
		d.lists[e.list].rows[e.place] = d.row
	}
	if p.idAt > 0 {
		d.idTime = timeOfID(d.doc[p.idAt:])
	}
	return true
}

// timeOfID returns when an ObjectId was made, in ms since 1970.
func timeOfID(id []byte) int64 { return int64(binary.BigEndian.Uint32(id)) * 1000 }
