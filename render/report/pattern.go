package report

import (
	"encoding/binary"
	"math"
)

// This file decodes documents that look like the one before. A host's documents do, but for their numbers: the same
// fields of the same types in the same places, with the same texts. So the document before says which bytes are
// numbers and where each goes, and all others only have to be equal. That takes a fifth of the time of walking the
// document (bson.go), which is still what decides on every new pattern.

// maxPattern is the size of the largest document whose pattern is kept, in bytes. Ordinary ones have a few thousand.
const maxPattern = 64 << 10

// pattern is what the last document that was walked looked like.
type pattern struct {
	usable  bool
	doc     []byte   // the document itself
	same    []byte   // of each byte 0xFF if it must be the same, 0 if it may differ
	blocks  []block  // of these two
	dateAt  int      // where the date's value begins
	madeAt  int      // where the _id's value begins; 0 if it does not tell a time
	numbers []store  // in the order in which they were found
	runs    []run    // of these
	seen    []listed // elements of arrays
}

// block is 32 bytes of a document: which must be the same, and what those are.
type block struct{ same, is [4]uint64 }

// store is a number's way from the document into a column.
type store struct {
	at   int
	into []float64 // the column
}

// run is a stretch of numbers of one type, up to the next one's begin.
type run struct {
	kind  byte
	begin int
}

// listed is an element of an array of the layout.
type listed struct{ list, at int }

// begin forgets the last pattern. What is found in doc is noted while it is walked.
func (p *pattern) begin(doc []byte) {
	p.usable, p.dateAt, p.madeAt = len(doc) <= maxPattern, 0, 0
	p.numbers, p.runs, p.seen = p.numbers[:0], p.runs[:0], p.seen[:0]
	if !p.usable {
		return
	}
	p.doc = append(p.doc[:0], doc...)
	p.same = p.same[:0]
	for range doc {
		p.same = append(p.same, 0xFF)
	}
}

// end closes the notes on the document begun with.
func (p *pattern) end(usable bool) {
	if p.usable = p.usable && usable; !p.usable {
		return
	}
	p.blocks = p.blocks[:0]
	for at := 0; at < len(p.doc); at += blockSize {
		var is, same [blockSize]byte // zeros after the end
		copy(is[:], p.doc[at:])
		copy(same[:], p.same[at:])
		var b block
		for i := range b.is {
			b.same[i] = binary.LittleEndian.Uint64(same[8*i:])
			b.is[i] = binary.LittleEndian.Uint64(is[8*i:]) & b.same[i]
		}
		p.blocks = append(p.blocks, b)
	}
}

const blockSize = 32

// found notes an element whose value begins at a place in the document. What its value is does not change the pattern
// if all values of its type are equally long.
func (p *pattern) found(at int, e element) {
	if !p.usable {
		return
	}
	switch e.kind {
	case bsonDouble, bsonInt32, bsonInt64, bsonDate, bsonObjectID:
		clear(p.same[at : at+len(e.value)])
	}
}

// number notes into which column a number goes. Numbers that are texts or decimals are read by walking alone.
func (p *pattern) number(at int, column []float64, kind byte) {
	switch kind {
	case bsonDouble, bsonInt32, bsonInt64:
	case bsonDate:
		kind = bsonInt64 // it is written like one
	default:
		p.usable = false
		return
	}
	if n := len(p.runs); n == 0 || p.runs[n-1].kind != kind {
		p.runs = append(p.runs, run{kind, len(p.numbers)})
	}
	p.numbers = append(p.numbers, store{at, column})
}

// fits reports whether a document has the pattern.
func (p *pattern) fits(doc []byte) bool {
	if !p.usable || len(doc) != len(p.doc) {
		return false
	}
	differ := uint64(0)
	for i := range p.blocks {
		b := &p.blocks[i]
		if len(doc) < blockSize {
			var end [blockSize]byte
			copy(end[:], doc)
			return differ|b.differs(&end) == 0
		}
		differ |= b.differs((*[blockSize]byte)(doc))
		doc = doc[blockSize:]
	}
	return differ == 0
}

// differs returns other than 0 if bytes that must be the same are not.
func (b *block) differs(doc *[blockSize]byte) uint64 {
	return (binary.LittleEndian.Uint64(doc[:])&b.same[0] ^ b.is[0]) |
		(binary.LittleEndian.Uint64(doc[8:])&b.same[1] ^ b.is[1]) |
		(binary.LittleEndian.Uint64(doc[16:])&b.same[2] ^ b.is[2]) |
		(binary.LittleEndian.Uint64(doc[24:])&b.same[3] ^ b.is[3])
}

// again decodes a document of the last one's pattern into the next row. It returns false, with nothing done, if the
// document has to be walked: because its pattern is another, or for a value that makes no sense.
func (d *document) again(doc []byte) bool {
	p := &d.pattern
	if !p.fits(doc) {
		return false
	}
	d.date = int64(binary.LittleEndian.Uint64(doc[p.dateAt:]))
	if d.date < 0 || d.date >= lastDate {
		return false
	}
	for i, r := range p.runs {
		end := len(p.numbers)
		if i+1 < len(p.runs) {
			end = p.runs[i+1].begin
		}
		if !d.take(doc, r.kind, p.numbers[r.begin:end]) {
			d.clear(d.row)
			return false
		}
	}
	for _, e := range p.seen {
		d.lists[e.list].rows[e.at] = d.row
	}
	if p.madeAt > 0 {
		d.made = timeOfID(doc[p.madeAt:])
	}
	return true
}

// take writes numbers of one type from the document into their columns. It returns false if one is not finite.
func (d *document) take(doc []byte, kind byte, numbers []store) bool {
	row := d.row
	switch kind {
	case bsonDouble:
		for _, n := range numbers {
			v := math.Float64frombits(binary.LittleEndian.Uint64(doc[n.at:]))
			if v-v != 0 { // NaN, or infinite
				return false
			}
			n.into[row] = v
		}
	case bsonInt32:
		for _, n := range numbers {
			n.into[row] = float64(int32(binary.LittleEndian.Uint32(doc[n.at:])))
		}
	default:
		for _, n := range numbers {
			n.into[row] = float64(int64(binary.LittleEndian.Uint64(doc[n.at:])))
		}
	}
	return true
}

// timeOfID returns when an ObjectId was made, in ms since 1970.
func timeOfID(id []byte) int64 { return int64(binary.BigEndian.Uint32(id)) * 1000 }
