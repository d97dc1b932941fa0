package report

import "math"

// This file decodes arrays of sub-documents, such as disks: an element goes by its name, wherever it stands.

// elements are the elements of an array that were seen so far.
type elements struct {
	names   []string
	indexes map[string]int
	columns []int // of each name its first column
	rows    []int // of each name the row it was last seen in
	present bool  // in the document at hand
}

// reset forgets the elements.
func (l *elements) reset() {
	clear(l.indexes)
	l.names, l.columns, l.rows, l.present = l.names[:0], l.columns[:0], l.rows[:0], false
}

// scratch is a number of an element whose name is not known yet, NaN for none.
type scratch struct {
	value float64
	at    int // where it begins in the document
	kind  byte
}

// list walks an array of sub-documents.
func (d *document) list(doc []byte, index int) error {
	d.lists[index].present = true
	rest, err := body(doc)
	for place := 0; err == nil && len(rest) > 0; place++ {
		var e element
		if e, rest, err = nextElement(rest); err != nil {
			break
		}
		if e.kind != bsonDocument {
			d.oddValue(e)
			continue
		}
		err = d.element(e.value, index, place)
	}
	return err
}

// element decodes one sub-document of an array; place is its index in the array.
func (d *document) element(doc []byte, index, place int) error {
	a := d.layout.arrays[index]
	d.scratch = d.scratch[:0]
	for range a.fields {
		d.scratch = append(d.scratch, scratch{value: math.NaN()})
	}
	var name []byte
	rest, err := body(doc)
	for err == nil && len(rest) > 0 {
		var e element
		if e, rest, err = nextElement(rest); err != nil {
			return err
		}
		d.pattern.found(d.place(e), e)
		if string(e.key) == a.key {
			name, _ = e.text()
			continue
		}
		for i, field := range a.fields {
			if field != string(e.key) || e.kind == bsonNull {
				continue
			}
			v, ok := e.number()
			if !ok {
				d.oddValue(e)
				break
			}
			if !math.IsNaN(d.scratch[i].value) { // a field that is there twice: only the last of both would be looked at
				d.pattern.usable = false
			}
			d.scratch[i] = scratch{v, d.place(e), e.kind}
			break
		}
	}
	if err == nil {
		d.keepElement(index, place, name)
	}
	return err
}

// keepElement moves the scratch numbers into the columns of the element with that name.
func (d *document) keepElement(index, place int, name []byte) {
	at := d.elementAt(index, place, d.row, name)
	if at < 0 {
		d.odd.elements++
		return
	}
	d.pattern.seen = append(d.pattern.seen, listed{index, at})
	first := d.lists[index].columns[at]
	for i, n := range d.scratch {
		if !math.IsNaN(n.value) {
			d.set(first+i, d.row, n.value)
			d.pattern.number(n.at, d.columns[first+i], n.kind)
			d.numbers++
		}
	}
}

// elementAt returns the place of an array's element in elements, making columns for a name not seen before; -1 if it
// cannot have any. Most often the name stands at the same place as in the document before.
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

// newElement returns a place for one more name of an array. When there are too many, the name that has not been seen
// for the longest is given up: what the newest documents have is what matters. It is -1 if this row has too many.
func (d *Decoder) newElement(index, row int) int {
	l := &d.lists[index]
	fields := len(d.layout.arrays[index].fields)
	if len(l.names) < maxElements {
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
	d.odd.elements++
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

// addLones lets sub-documents stand for the arrays that this document lacks.
func (d *document) addLones() {
	for _, o := range d.layout.lones {
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
				d.odd.elements++
				break
			}
			d.set(d.lists[o.array].columns[at]+i, d.row, d.columns[column][d.row])
		}
	}
}
