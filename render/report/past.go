package report

import (
	"math"
	"slices"
)

// past is the history of a host by hour.
type past struct {
	hours *Decoder
	first int64 // hours since 1970
	rows  []int // of each hour its row in hours; -1 for none
}

const maxLate = 2 // of the newest hours that have samples, how many the history may lack; else it is not kept up any more

// readPast returns the hours that were over at the newest sample; nil if there is no history, or if it has ended. Documents
// may be in any order.
func (h *Host) readPast() *past {
	hours := h.decoder.Hours
	if hours == nil {
		return nil
	}
	end := floorHour(h.Last())
	first, newest := end, int64(0)
	for _, t := range hours.times {
		if at := floorHour(t); at < end && at >= end-int64(recentHours+pastHours) {
			first, newest = min(first, at), max(newest, at)
		}
	}
	if newest < h.hourBefore(end, 1)-maxLate {
		return nil
	}
	p := &past{hours: hours, first: first, rows: make([]int, newest+1-first)}
	for i := range p.rows {
		p.rows[i] = -1
	}
	for row, t := range hours.times {
		if i := floorHour(t) - first; i >= 0 && i < int64(len(p.rows)) {
			p.rows[i] = row
		}
	}
	return p
}

// hourBefore returns the nth newest hour before another that has samples, or the oldest if there are fewer.
func (h *Host) hourBefore(hour int64, n int) int64 {
	for _, t := range slices.Backward(h.Times) {
		if at := floorHour(t); at < hour && n > 0 {
			hour, n = at, n-1
		}
	}
	return hour
}

// end returns the hour since 1970 at which the newest one was over.
func (p *past) end() int64 { return p.first + int64(len(p.rows)) }

// series appends the percentages in use of a subject, one for each hour, NaN for none.
func (p *past) series(s *subject, y []float64) []float64 {
	values := p.hours.usedBy(s)
	for _, row := range p.rows {
		v := math.NaN()
		if values != nil && row >= 0 {
			v = values[row]
		}
		y = append(y, v)
	}
	return y
}

// usedBy returns the percentages in use of a subject of another decoder with the same layout; nil for none.
func (d *Decoder) usedBy(s *subject) []float64 {
	column := d.column
	if s.rule.Each.Array != "" {
		index := d.layout.arrayAt(s.rule.Each.Array)
		place, known := d.lists[index].indexes[s.rawName]
		if !known {
			return nil
		}
		column = func(field string) []float64 { return d.elementColumn(index, place, field) }
	}
	values := d.valuesOf(s.rule, column)
	if s.rule.Below {
		values = d.restOf(values)
	}
	return values
}
