package report

import (
	"cmp"
	"slices"

	"psmonitor/internal/metric"
)

// chooseElements keeps as many of the elements found as the decoder has places, in a document that has more: those nearest to a
// state, then those that the documents before had. The order stays that of the document.
func (d *document) chooseElements(index int) {
	type choice struct {
		foundElement
		urgency float64
		known   bool
	}
	choices := make([]choice, len(d.found))
	for i, e := range d.found {
		_, known := d.lists[index].indexes[string(e.name)]
		choices[i] = choice{e, d.urgency(index, d.fields[e.fields:]), known}
	}
	slices.SortStableFunc(choices, func(a, b choice) int {
		switch {
		case a.urgency != b.urgency:
			return cmp.Compare(b.urgency, a.urgency)
		case a.known && !b.known:
			return -1
		case b.known && !a.known:
			return 1
		}
		return 0
	})
	d.problems.elements += len(choices) - d.places
	d.lists[index].cut = true
	d.found = d.found[:0]
	for _, c := range choices[:d.places] {
		d.found = append(d.found, c.foundElement)
	}
	slices.SortFunc(d.found, func(a, b foundElement) int { return cmp.Compare(a.place, b.place) })
}

// urgency returns the percentage by which an element is nearest to a state: 0 if it is not nearly full, 100 if it is surely
// broken.
func (d *document) urgency(index int, values []fieldValue) float64 {
	a := d.layout.arrays[index]
	value := func(field string) float64 {
		if i := slices.Index(a.fields, field); i >= 0 {
			return values[i].value
		}
		return 0
	}
	highest := 0.0
	for i := range d.layout.rules {
		r := &d.layout.rules[i]
		switch {
		case r.Each.Array != a.name:
		case r.Surely != "" && value(r.Surely) == 1:
			return 100
		case len(r.Of) > 0 && !r.Below && !(r.Unless != "" && value(r.Unless) == 1):
			highest = max(highest, percentOf(r, value))
		}
	}
	if highest < metric.NearlyFull {
		return 0
	}
	return highest
}

// percentOf returns what a rule judges of one element; 0 if it has no such value.
func percentOf(r *metric.Rule, value func(field string) float64) float64 {
	whole := 0.0
	for _, f := range r.Of {
		whole += value(f)
	}
	if percent := 100 * value(r.Field) / whole; whole > 0 && percent > 0 { // false for NaN
		return min(100, percent)
	}
	return 0
}

// keepKnown marks the found elements that have a place as seen, so that new ones do not take their places.
func (d *document) keepKnown(index int) {
	l := &d.lists[index]
	if len(l.names) < d.places {
		return
	}
	for _, e := range d.found {
		if at, known := l.indexes[string(e.name)]; known {
			l.rows[at] = d.row
		}
	}
}
