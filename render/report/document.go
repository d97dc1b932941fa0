package report

import (
	"encoding/binary"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/bsonwalk"
)

// document is the decoding of one document into one row.
type document struct {
	*Decoder
	doc     []byte
	row     int
	date    int64
	dated   bool
	idTime  int64
	numbers int // fields of families that were found
}

// walk decodes the document element by element and records its pattern. It reports whether the document makes sense.
func (d *document) walk() bool {
	for i := range d.lists {
		d.lists[i].present, d.lists[i].cut = false, false
	}
	before := d.problems
	d.pattern.begin(d.doc)
	err := d.group(d.doc, d.layout.root)
	switch {
	case err != nil:
		d.problems.broken++
	case !d.dated:
		d.problems.undated++
	case d.numbers == 0:
		d.problems.empty++
	default:
		d.pattern.end(d.doc, d.problems == before)
		return true
	}
	d.pattern.usable = false
	return false
}

// offset returns where an element's value begins in the document. Slices of the document have the end of its memory in
// common.
func (d *document) offset(e bsonwalk.Element) int { return cap(d.doc) - cap(e.Value) }

// group walks a document whose fields the node's children name. Other fields are skipped.
func (d *document) group(doc []byte, n *node) error {
	rest, err := bsonwalk.Body(doc)
	next := 0
	for err == nil && len(rest) > 0 {
		var e bsonwalk.Element
		if e, rest, err = bsonwalk.Next(rest); err != nil {
			break
		}
		d.pattern.addElement(d.offset(e), e)
		if n == d.layout.root && d.head(e) {
			continue
		}
		var field *node
		if field, next = n.child(e.Key, next); field != nil {
			err = d.field(e, field)
		}
	}
	return err
}

// child returns the child of that name, or nil, and the place of the child after it. It tries the child at next first.
func (n *node) child(name []byte, next int) (*node, int) {
	if next < len(n.children) && n.children[next].name == string(name) {
		return n.children[next], next + 1
	}
	for i, c := range n.children {
		if c.name == string(name) {
			return c, i + 1
		}
	}
	return nil, next
}

// head takes _id and date; it reports whether the element was one of them.
func (d *document) head(e bsonwalk.Element) bool {
	switch string(e.Key) {
	case "_id":
		if e.Kind == bson.TypeObjectID {
			d.idTime, d.pattern.idAt = timeOfID(e.Value), d.offset(e)
		}
	case "date":
		if e.Kind == bson.TypeDateTime {
			d.date, d.pattern.dateAt = int64(binary.LittleEndian.Uint64(e.Value)), d.offset(e)
			d.dated = validDate(d.date)
		}
	default:
		return false
	}
	return true
}

func (d *document) field(e bsonwalk.Element, n *node) error {
	switch {
	case e.Kind == bson.TypeNull:
	case n.kind == group && e.Kind == bson.TypeEmbeddedDocument:
		return d.group(e.Value, n)
	case n.kind == list && e.Kind == bson.TypeArray:
		return d.list(e.Value, n.slot)
	case n.kind == number:
		if v, ok := numberOf(e); ok {
			d.set(n.slot, d.row, v)
			d.pattern.addNumber(d.offset(e), d.columns[n.slot], e.Kind)
			d.numbers++
			return nil
		}
		d.countInvalid(e)
	case n.kind == text:
		if t, ok := textOf(e); ok && len(t) <= maxText {
			d.texts[n.slot] = append(d.texts[n.slot][:0], t...)
			return nil
		}
		d.countInvalid(e)
	default:
		d.countInvalid(e)
	}
	return nil
}

// countInvalid counts a value that is not valid.
func (d *document) countInvalid(e bsonwalk.Element) {
	if d.problems.values == 0 {
		d.problems.firstValue = CleanText(string(e.Key[:min(len(e.Key), maxText)]))
	}
	d.problems.values++
}
