package report

import (
	"encoding/binary"
	"math"

	"psmonitor/internal/metric"
)

// Bounds on what hostile documents can make a decoder keep.
const (
	maxElements = 256             // different elements of an array over all documents of a host
	maxText     = 1024            // bytes of a text
	lastDate    = 253402300800000 // ms since 1970: the year 10000; dates before 1970 make no sense either
)

// Decoder collects the documents of one host as columns. Reset makes it ready for the next host, with the memory of
// the last. It is not for several goroutines at once.
type Decoder struct {
	layout *Layout
	limit  int // documents at most; those beyond are refused

	times   []int64     // of each row its date, ms since 1970
	made    []int64     // of each row the time in its _id, ms since 1970; 0 for none
	columns [][]float64 // NaN where a row has no value; nil where no row has one
	lists   []elements  // of each array of the layout
	pattern pattern     // of the last document that was walked
	texts   [][]byte    // newest first seen, by the layout's text slots

	shares  []shared
	spare   [][]float64
	scratch []scratch // an element's numbers, by its fields
	room    []float64 // to put values into another order
	fitter  fitter
	odd     oddities
}

// oddities counts what made no sense.
type oddities struct {
	broken, undated, empty int // documents: malformed, without a date, without a family
	large                  int // documents: longer than metric.MaxDocument
	values                 int // of the wrong type, or not finite
	firstValue             string
	elements               int // beyond maxElements, or without a name, or given up for newer ones
	damaged                int // places in the store where documents are lost
}

// NewDecoder returns a decoder for up to limit documents a host.
func NewDecoder(l *Layout, limit int) *Decoder {
	d := &Decoder{layout: l, limit: limit, lists: make([]elements, len(l.arrays)), texts: make([][]byte, len(l.texts))}
	for i := range d.lists {
		d.lists[i].indexes = map[string]int{}
	}
	d.Reset()
	return d
}

// Reset forgets the documents.
func (d *Decoder) Reset() {
	for _, c := range d.columns {
		if c != nil {
			d.spare = append(d.spare, c)
		}
	}
	d.columns = append(d.columns[:0], make([][]float64, len(d.layout.fields))...)
	d.times, d.made = d.times[:0], d.made[:0]
	d.pattern.usable = false
	clear(d.shares)
	d.shares = d.shares[:0]
	for i := range d.lists {
		d.lists[i].reset()
	}
	for i, t := range d.texts {
		d.texts[i] = t[:0]
	}
	d.odd = oddities{}
}

// Add decodes one document into the next row. A document that makes no sense is counted and skipped. The document is
// not kept. Add returns no error; it has the shape of a store's visitor.
func (d *Decoder) Add(doc []byte) error {
	if len(d.times) == d.limit {
		return nil
	}
	if len(doc) >= metric.MaxDocument && size(doc) > metric.MaxDocument { // the store gives no more of it
		d.odd.large++
		return nil
	}
	row := document{Decoder: d, doc: doc, row: len(d.times)}
	if !row.again(doc) && !row.walk() {
		d.clear(row.row)
		return nil
	}
	row.addLones()
	d.times = append(d.times, row.date)
	d.made = append(d.made, row.made)
	return nil
}

// Damaged notes in how many places of the store documents are lost.
func (d *Decoder) Damaged(places int) { d.odd.damaged = places }

// clear takes back what a refused document has left in its row.
func (d *Decoder) clear(row int) {
	for _, c := range d.columns {
		if c != nil {
			c[row] = math.NaN()
		}
	}
}

// set writes a number into a row of a column.
func (d *Decoder) set(column, row int, v float64) {
	if d.columns[column] == nil {
		d.columns[column] = d.blank()
	}
	d.columns[column][row] = v
}

// blank returns a column without values.
func (d *Decoder) blank() []float64 {
	var c []float64
	if len(d.spare) == 0 {
		d.makeColumns()
	}
	n := len(d.spare) - 1
	c, d.spare = d.spare[n], d.spare[:n]
	for i := range c {
		c[i] = math.NaN()
	}
	return c
}

// makeColumns makes columns for blank. They lie beside each other, an odd number of cache lines apart: a document is written
// into the same row of all of them, and were these rows a power of two apart, they would push each other out of the cache.
func (d *Decoder) makeColumns() {
	const columns, line = 32, 8 // numbers in a cache line, mostly
	apart := ((d.limit+line-1)/line | 1) * line
	all := make([]float64, columns*apart)
	for ; len(all) > 0; all = all[apart:] {
		d.spare = append(d.spare, all[:d.limit:d.limit])
	}
}

// document is the decoding of one document into one row.
type document struct {
	*Decoder
	doc     []byte
	row     int
	date    int64
	dated   bool
	made    int64
	numbers int // fields of families that were found
}

// walk decodes the document element by element, and notes its pattern. It reports whether the document makes sense.
func (d *document) walk() bool {
	for i := range d.lists {
		d.lists[i].present = false
	}
	before := d.odd
	d.pattern.begin(d.doc)
	err := d.group(d.doc, d.layout.root)
	switch {
	case err != nil:
		d.odd.broken++
	case !d.dated:
		d.odd.undated++
	case d.numbers == 0:
		d.odd.empty++
	default:
		d.pattern.end(d.odd == before)
		return true
	}
	d.pattern.usable = false
	return false
}

// place returns where an element's value begins in the document: slices of a document reach to the end of its memory.
func (d *document) place(e element) int { return cap(d.doc) - cap(e.value) }

// group walks a document whose fields the node's children name. Fields that the layout does not know are stepped over.
func (d *document) group(doc []byte, n *node) error {
	rest, err := body(doc)
	next := 0
	for err == nil && len(rest) > 0 {
		var e element
		if e, rest, err = nextElement(rest); err != nil {
			break
		}
		d.pattern.found(d.place(e), e)
		if n == d.layout.root && d.head(e) {
			continue
		}
		var field *node
		if field, next = n.child(e.key, next); field != nil {
			err = d.field(e, field)
		}
	}
	return err
}

// child returns the child of that name, trying first the one that followed the last child found.
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
func (d *document) head(e element) bool {
	switch string(e.key) {
	case "_id":
		if e.kind == bsonObjectID {
			d.made, d.pattern.madeAt = timeOfID(e.value), d.place(e)
		}
	case "date":
		if e.kind == bsonDate {
			d.date, d.pattern.dateAt = int64(binary.LittleEndian.Uint64(e.value)), d.place(e)
			d.dated = d.date >= 0 && d.date < lastDate
		}
	default:
		return false
	}
	return true
}

func (d *document) field(e element, n *node) error {
	switch {
	case e.kind == bsonNull:
	case n.kind == group && e.kind == bsonDocument:
		return d.group(e.value, n)
	case n.kind == list && e.kind == bsonArray:
		return d.list(e.value, n.slot)
	case n.kind == number:
		if v, ok := e.number(); ok {
			d.set(n.slot, d.row, v)
			d.pattern.number(d.place(e), d.columns[n.slot], e.kind)
			d.numbers++
			return nil
		}
		d.oddValue(e)
	case n.kind == text:
		if t, ok := e.text(); ok && len(t) <= maxText {
			d.texts[n.slot] = append(d.texts[n.slot][:0], t...)
			return nil
		}
		d.oddValue(e)
	default:
		d.oddValue(e)
	}
	return nil
}

func (d *document) oddValue(e element) {
	if d.odd.values == 0 {
		d.odd.firstValue = CleanText(string(e.key[:min(len(e.key), maxText)]))
	}
	d.odd.values++
}

// column returns the values of a path from the document's root, one a row; nil if no document has any.
func (d *Decoder) column(path string) []float64 {
	slot, known := d.layout.fields[path]
	if !known || d.columns[slot] == nil {
		return nil
	}
	return d.columns[slot][:len(d.times)]
}

// elementColumn returns the values of a field of an array's element; nil if no document has any.
func (d *Decoder) elementColumn(index, place int, field string) []float64 {
	for i, f := range d.layout.arrays[index].fields {
		if f == field {
			if c := d.columns[d.lists[index].columns[place]+i]; c != nil {
				return c[:len(d.times)]
			}
		}
	}
	return nil
}

// text returns the newest value of a text, clean; "" if there is none.
func (d *Decoder) text(path string) string {
	return CleanText(string(d.texts[d.layout.texts[path]]))
}
