package report

import (
	"math"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsontype"

	"psmonitor/internal/bsonwalk"
)

// This file decodes arrays of sub-documents, such as disks. An element is identified by its name, not by its place.

// elements are the elements of an array that were seen so far.
type elements struct {
	names   []string
	indexes map[string]int // places in names
	columns []int          // of each name its first column
	rows    []int          // of each name the row in which it was seen last
	present bool           // in the current document
	cut     bool           // the current document has more elements than are kept
}

// reset forgets the elements.
func (l *elements) reset() {
	clear(l.indexes)
	l.names, l.columns, l.rows, l.present, l.cut = l.names[:0], l.columns[:0], l.rows[:0], false, false
}

// fieldValue is a number of an element whose name is not known yet, NaN for none.
type fieldValue struct {
	value float64
	at    int // where it begins in the document
	kind  bsontype.Type
}

// foundElement is an element of the array that is walked.
type foundElement struct {
	name   []byte
	place  int // in the array
	fields int // where its numbers begin in Decoder.fields
}

// list walks an array of sub-documents, and then stores those that are kept.
func (d *document) list(doc []byte, index int) error {
	d.lists[index].present = true
	d.found, d.fields = d.found[:0], d.fields[:0]
	rest, err := bsonwalk.Body(doc)
	for place := 0; err == nil && len(rest) > 0; place++ {
		var e bsonwalk.Element
		if e, rest, err = bsonwalk.Next(rest); err != nil {
			break
		}
		if e.Kind != bson.TypeEmbeddedDocument {
			d.countInvalid(e)
			continue
		}
		err = d.element(e.Value, index, place)
	}
	if err != nil {
		return err
	}
	if len(d.found) > d.places {
		d.chooseElements(index)
	}
	d.keepKnown(index)
	for _, e := range d.found {
		d.storeElement(e, index)
	}
	return nil
}

// element decodes one sub-document of an array; place is its index in the array.
func (d *document) element(doc []byte, index, place int) error {
	a := d.layout.arrays[index]
	found := foundElement{place: place, fields: len(d.fields)}
	for range a.fields {
		d.fields = append(d.fields, fieldValue{value: math.NaN()})
	}
	rest, err := bsonwalk.Body(doc)
	for err == nil && len(rest) > 0 {
		var e bsonwalk.Element
		if e, rest, err = bsonwalk.Next(rest); err != nil {
			return err
		}
		d.pattern.addElement(d.offset(e), e)
		if string(e.Key) == a.key {
			found.name, _ = textOf(e)
		} else if e.Kind != bson.TypeNull {
			d.elementField(e, a.fields, d.fields[found.fields:])
		}
	}
	d.found = append(d.found, found)
	return err
}

// elementField takes a number of an array's element, if it is one of its fields.
func (d *document) elementField(e bsonwalk.Element, fields []string, values []fieldValue) {
	for i, field := range fields {
		if field != string(e.Key) {
			continue
		}
		v, ok := numberOf(e)
		if !ok {
			d.countInvalid(e)
			return
		}
		if !math.IsNaN(values[i].value) { // the field is there twice, and only its last value would be checked
			d.pattern.usable = false
		}
		values[i] = fieldValue{v, d.offset(e), e.Kind}
		return
	}
}

// storeElement writes the numbers of an element into the columns of that name.
func (d *document) storeElement(e foundElement, index int) {
	at := d.elementAt(index, e.place, d.row, e.name)
	if at < 0 {
		d.problems.elements++
		return
	}
	d.pattern.elements = append(d.pattern.elements, arrayElement{index, at})
	first := d.lists[index].columns[at]
	for i := range d.layout.arrays[index].fields {
		if f := d.fields[e.fields+i]; !math.IsNaN(f.value) {
			d.set(first+i, d.row, f.value)
			d.pattern.addNumber(f.at, d.columns[first+i], f.kind)
			d.numbers++
		}
	}
}

// elementAt returns the place of a name in the elements of an array, and adds a name not seen before; -1 if that is not
// possible. Usually an element has the same index as in the document before.
func (d *Decoder) elementAt(index, place, row int, name []byte) int {
	l := &d.lists[index]
	at, known := place, place < len(l.names) && l.names[place] == string(name)
	if !known {
		at, known = l.indexes[string(name)]
	}
	if !known {
		if len(name) == 0 || len(name) > maxText {
			return -1
		}
		if at = d.newElement(index, row); at < 0 {
			return -1
		}
		l.names[at] = string(name)
		l.indexes[l.names[at]] = at
	}
	l.rows[at] = row
	return at
}

// newElement returns a place for one more name of an array. If there are too many names, it replaces the one that was
// seen the longest time ago, as the newest documents matter most. It returns -1 if this row alone has too many.
func (d *Decoder) newElement(index, row int) int {
	l := &d.lists[index]
	fields := len(d.layout.arrays[index].fields)
	if len(l.names) < d.places {
		l.names, l.rows = append(l.names, ""), append(l.rows, row)
		l.columns = append(l.columns, len(d.columns))
		d.columns = append(d.columns, make([][]float64, fields)...)
		return len(l.names) - 1
	}
	oldest := 0
	for i, seen := range l.rows {
		if seen < l.rows[oldest] {
			oldest = i
		}
	}
	if l.rows[oldest] == row {
		return -1
	}
	d.problems.elements++
	delete(l.indexes, l.names[oldest])
	for i := range fields {
		column := l.columns[oldest] + i
		if d.columns[column] != nil {
			d.spare = append(d.spare, d.columns[column])
			d.columns[column] = nil
		}
	}
	return oldest
}

// addSingles copies sub-documents that stand for the only element of an array which the document does not have.
func (d *document) addSingles() {
	for _, o := range d.layout.singles {
		if d.lists[o.array].present {
			continue
		}
		at := -1
		for i, column := range o.columns {
			if d.columns[column] == nil || math.IsNaN(d.columns[column][d.row]) {
				continue
			}
			if at < 0 {
				at = d.elementAt(o.array, 0, d.row, []byte(o.name))
			}
			if at < 0 {
				d.problems.elements++
				break
			}
			d.set(d.lists[o.array].columns[at]+i, d.row, d.columns[column][d.row])
		}
	}
}
