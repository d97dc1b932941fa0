package report

import (
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

const (
	minSeen   = 3              // samples in which an element must have been before it is missed
	missedFor = 48 * time.Hour // so long after it was seen last an element is missed; samples before that do not count
)

// gone returns 1 where an element is missing, 0 where it is there or not missed; nil if it is never missed. column returns
// the element's columns.
//
// An element that fewer than half of the samples before had comes and goes, and is not missed. A sample without the whole
// array leaves the value as it was.
func (d *Decoder) gone(r *metric.Rule, column func(field string) []float64) []float64 {
	a := d.layout.arrays[d.layout.arrayAt(r.Each.Array)]
	listed, config := d.columns[a.present], d.column(r.Gone.Config)
	if listed == nil || isComplete(column(a.fields[0])) { // as for most
		return nil
	}
	fields, flags := columnsOf(a.fields, column), columnsOf(r.Gone.Unless, column)
	isHere := func(i int) bool {
		return slices.ContainsFunc(fields, func(c []float64) bool { return !math.IsNaN(c[i]) })
	}
	var values []float64
	first, samples, seen := 0, 0, 0 // of the last 48 hours with the same configuration
	before, last := -1, -1          // the sample before that has the array, and the last one that has the element
	missed := false
	for i := range d.times {
		if !math.IsNaN(listed[i]) {
			if before >= 0 && config != nil && !same(config[i], config[before]) {
				first, samples, seen, last, missed = i, 0, 0, -1, false
			}
			for ; d.isLong(first, i); first++ {
				if math.IsNaN(listed[first]) {
					continue
				}
				samples--
				if isHere(first) {
					seen--
				}
			}
			switch {
			case isHere(i):
				missed, last = false, i
				seen++
			case last >= 0 && last == before && seen >= minSeen && 2*seen >= samples:
				missed = !slices.ContainsFunc(flags, func(c []float64) bool { return c[last] == 1 && !slices.Contains(c[:last], 0) })
			case missed:
				missed = !d.isLong(last, i)
			}
			samples++
			before = i
		}
		if missed && values == nil {
			values = d.derive()
			clear(values)
		}
		if missed {
			values[i] = 1
		}
	}
	return values
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
