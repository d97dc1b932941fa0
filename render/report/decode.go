package report

import (
	"math"
	"time"

	"psmonitor/internal/bsonwalk"
	"psmonitor/internal/metric"
)

// Bounds on what a decoder keeps of hostile documents.
const (
	minElements = 32              // so many elements of an array are always kept, of up to metric.MaxElements
	maxCells    = 4 << 20         // elements of an array times documents: with very many documents, fewer elements are kept
	maxText     = 1024            // bytes of a text
	endOfDates  = 253402300800000 // ms since 1970: the year 10000
)

// validDate reports whether a date, in ms since 1970, makes sense.
func validDate(date int64) bool { return date >= 0 && date < endOfDates }

// Decoder collects the documents of one host as columns. Reset makes it ready for the next host and reuses the memory of
// the last one. It is not safe for concurrent use.
type Decoder struct {
	Span  time.Duration // how far before the newest sample a page begins at most
	Every time.Duration // the planned step between samples

	// For the host's forecasts; Reset clears them.
	Hours *Decoder    // the host's history: the documents of its hours, added in any order, by the same layout; nil if not read
	Kept  Predictions // what earlier runs have forecast; zero for nothing

	layout *Layout
	limit  int // documents at most; further ones are ignored
	places int // elements of an array at most

	times   []int64     // of each row its date, ms since 1970
	idTimes []int64     // of each row the time in its _id, ms since 1970; 0 for none
	columns [][]float64 // NaN where a row has no value; nil where no row has one
	lists   []elements  // of each array of the layout
	pattern pattern     // of the last document that was walked
	texts   [][]byte    // the newest ones, by the layout's text slots

	shares   []shared
	spare    [][]float64    // columns to be used again
	missing  []float64      // a column without values, to copy
	found    []foundElement // of the array that is walked
	fields   []fieldValue   // of all of them
	scratch  []float64
	fitter   fitter
	problems problemCounts
}

// problemCounts counts what is not valid.
type problemCounts struct {
	broken, undated, empty int // documents: malformed, without a date, without a number of a family
	large                  int // documents: longer than metric.MaxDocument
	values                 int // of the wrong type, or no measurement
	firstValue             string
	elements               int // too many, or without a name, or replaced by newer ones
	damaged                int // places in the store where documents are lost
}

// NewDecoder returns a decoder for up to limit documents a host.
func NewDecoder(l *Layout, limit int) *Decoder {
	d := &Decoder{Span: Span, Every: Every, layout: l, limit: limit, lists: make([]elements, len(l.arrays)), texts: make([][]byte, len(l.texts))}
	d.places = max(minElements, min(metric.MaxElements, maxCells/max(1, limit)))
	for range limit {
		d.missing = append(d.missing, math.NaN())
	}
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
	d.times, d.idTimes = d.times[:0], d.idTimes[:0]
	d.pattern.usable = false
	clear(d.shares)
	d.shares = d.shares[:0]
	for i := range d.lists {
		d.lists[i].reset()
	}
	for i, t := range d.texts {
		d.texts[i] = t[:0]
	}
	d.problems = problemCounts{}
	d.Hours, d.Kept = nil, Predictions{}
}

// Add decodes one document into the next row. A document that makes no sense is counted and skipped. The document is
// not kept. Add returns no error; it has the signature of a store's visitor.
func (d *Decoder) Add(doc []byte) error {
	if len(d.times) == d.limit {
		return nil
	}
	if len(doc) >= metric.MaxDocument && bsonwalk.Length(doc) > metric.MaxDocument { // the store reads no more of it
		d.problems.large++
		return nil
	}
	row := document{Decoder: d, doc: doc, row: len(d.times)}
	if !row.decodeByPattern() && !row.walk() {
		d.clear(row.row)
		return nil
	}
	row.addSingles()
	row.markArrays()
	d.times = append(d.times, row.date)
	d.idTimes = append(d.idTimes, row.idTime)
	return nil
}

// Damaged records in how many places of the store documents are lost.
func (d *Decoder) Damaged(places int) { d.problems.damaged = places }

// Wanted returns how many documents to read instead, if those that were added fill the decoder and reach back much less far than
// Span, because the host is sampled more often than planned; else 0.
func (d *Decoder) Wanted() int {
	n := len(d.times)
	if n < d.limit || n < cadenceSamples || d.times[n-1]-d.times[0] > d.Span.Milliseconds()*3/4 {
		return 0
	}
	spacings := make([]float64, n-1)
	for i := range spacings {
		spacings[i] = float64(max(1, d.times[i+1]-d.times[i])) // negative where the clock was set
	}
	wanted := int(min(float64(d.Span.Milliseconds())/median(spacings), MaxSamples))
	if wanted < d.limit*4/3 {
		return 0
	}
	return wanted
}

// clear removes the values of a row.
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
		d.columns[column] = d.newColumn()
	}
	d.columns[column][row] = v
}

// newColumn returns a column without values.
func (d *Decoder) newColumn() []float64 {
	if len(d.spare) == 0 {
		d.allocateColumns()
	}
	n := len(d.spare) - 1
	c := d.spare[n]
	d.spare = d.spare[:n]
	copy(c, d.missing)
	return c
}

// allocateColumns adds spare columns. They are adjacent, with an odd number of cache lines from one to the next. A document is
// written into the same row of all columns: at distances of a power of two, these rows would evict each other from the cache.
func (d *Decoder) allocateColumns() {
	const columns, line = 32, 8 // a cache line has eight numbers
	distance := ((d.limit+line-1)/line | 1) * line
	for all := make([]float64, columns*distance); len(all) > 0; all = all[distance:] {
		d.spare = append(d.spare, all[:d.limit:d.limit])
	}
}

// column returns the values at a path from the document's root, one a row; nil if no document has one.
func (d *Decoder) column(path string) []float64 {
	slot, known := d.layout.fields[path]
	if !known || d.columns[slot] == nil {
		return nil
	}
	return d.columns[slot][:len(d.times)]
}

// elementColumn returns the values of a field of an array's element, one a row; nil if no document has one.
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

// text returns the newest value of a text, cleaned; "" if there is none.
func (d *Decoder) text(path string) string {
	return CleanText(string(d.texts[d.layout.texts[path]]))
}
