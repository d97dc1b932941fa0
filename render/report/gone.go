package report

import (
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

const (
	minSeen   = 3              // samples in which an element must have been before it is missed
	missedFor = 48 * time.Hour // an element is missed for this long after it was last seen; older samples do not count
)

// gone returns 1 where an element is missing, 0 where it is there or not missed; nil if it is never missed. column returns
// the element's columns.
//
// An element that fewer than half of the samples before had comes and goes, and is not missed. A sample without the whole
// array leaves the value as it was.
func (d *Decoder) gone(r *metric.Rule, column func(field string) []float64) []float64 {
	a := d.layout.arrays[d.layout.arrayAt(r.Each.Array)]
	listed, config := d.columns[a.present], d.column(r.Gone.Config)
	if listed == nil || isComplete(column(a.fields[0])) { // most elements
		return nil
	}
	p := presence{Decoder: d, listed: listed, fields: columnsOf(a.fields, column), flags: columnsOf(r.Gone.Unless, column), before: -1, last: -1}
	var values []float64
	for i := range d.times {
		if !math.IsNaN(listed[i]) {
			if p.before >= 0 && config != nil && !same(config[i], config[p.before]) {
				p.restart(i)
			}
			p.add(i)
		}
		if p.missed && values == nil {
			values = d.derive()
			clear(values)
		}
		if p.missed {
			values[i] = 1
		}
	}
	return values
}

// presence follows one element of an array through the samples that have the whole array.
type presence struct {
	*Decoder
	listed []float64   // not NaN where a sample has the whole array
	fields [][]float64 // of the element
	flags  [][]float64 // of the element: it is not missed if one of them was always 1

	first, samples, seen int  // of the last 48 hours with the same configuration: the first sample, how many, how many with the element
	before, last         int  // the sample before, and the last one with the element; -1 for none
	missed               bool // at the sample before
}

// restart forgets the samples before one.
func (p *presence) restart(i int) {
	p.first, p.samples, p.seen, p.last, p.missed = i, 0, 0, -1, false
}

// add adds a sample that has the whole array.
func (p *presence) add(i int) {
	for ; p.isLong(p.first, i); p.first++ {
		if math.IsNaN(p.listed[p.first]) {
			continue
		}
		p.samples--
		if p.isHere(p.first) {
			p.seen--
		}
	}
	switch {
	case p.isHere(i):
		p.missed, p.last = false, i
		p.seen++
	case p.last >= 0 && p.last == p.before && p.seen >= minSeen && 2*p.seen >= p.samples:
		p.missed = !p.isExcused()
	case p.missed:
		p.missed = !p.isLong(p.last, i)
	}
	p.samples++
	p.before = i
}

// isHere reports whether a sample has the element.
func (p *presence) isHere(i int) bool {
	return slices.ContainsFunc(p.fields, func(c []float64) bool { return !math.IsNaN(c[i]) })
}

// isExcused reports whether one of the flags was always 1.
func (p *presence) isExcused() bool {
	return slices.ContainsFunc(p.flags, func(c []float64) bool { return c[p.last] == 1 && !slices.Contains(c[:p.last], 0) })
}

// isLong reports whether two samples are farther apart than missedFor.
func (d *Decoder) isLong(from, to int) bool {
	return d.times[to]-d.times[from] > missedFor.Milliseconds()
}

// isComplete reports whether a column has a value in each row.
func isComplete(column []float64) bool {
	for _, v := range column {
		if math.IsNaN(v) {
			return false
		}
	}
	return column != nil
}

// columnsOf returns the columns of those fields that have values.
func columnsOf(fields []string, column func(field string) []float64) (columns [][]float64) {
	for _, f := range fields {
		if c := column(f); c != nil {
			columns = append(columns, c)
		}
	}
	return columns
}

// same reports whether two numbers are equal, or both missing.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// addFlags adds the fields by which a rule is not judged, or tells whether an element is missing.
func (l *Layout) addFlags(r metric.Rule) {
	l.add(r.Each, r.Unless, r.Surely)
	if r.Gone == nil {
		return
	}
	l.add(r.Each, r.Gone.Unless...)
	l.add(metric.Each{}, r.Gone.Config)
	if a := l.addArray(r.Each); a.present < 0 {
		a.present = len(l.fields)
		l.fields[a.name+"[]"] = a.present
	}
}

// markArrays records which arrays the document has in full, for the rules that ask whether an element is missing.
func (d *document) markArrays() {
	for i, a := range d.layout.arrays {
		omitted := d.columns[a.omitted]
		isWhole := !d.lists[i].cut && (omitted == nil || !(omitted[d.row] > 0)) // true for NaN
		if a.present >= 0 && d.lists[i].present && isWhole {
			d.set(a.present, d.row, 1)
		}
	}
}
