package report

import (
	"math"
	"slices"
	"time"
)

// derive returns a new column without values. It is valid as long as the decoded ones.
func (d *Decoder) derive() []float64 {
	c := d.newColumn()
	d.columns = append(d.columns, c)
	return c[:len(d.times)]
}

// percentage returns a field of the document as a percentage of the sum of others; nil if it has no values.
func (d *Decoder) percentage(field string, of ...string) []float64 {
	return d.share(d.column(field), wholeOf(of, d.column))
}

// wholeOf returns the columns of the fields of a whole; column returns that of one.
func wholeOf(fields []string, column func(field string) []float64) [][]float64 {
	columns := make([][]float64, len(fields))
	for i, f := range fields {
		columns[i] = column(f)
	}
	return columns
}

// share returns part as a percentage of the sum of the whole's columns; nil if one of them has no values. For the same
// columns it returns the same one again.
func (d *Decoder) share(part []float64, whole [][]float64) []float64 {
	if len(part) == 0 || slices.ContainsFunc(whole, func(c []float64) bool { return c == nil }) {
		return nil
	}
	known := func(s shared) bool {
		return &s.part[0] == &part[0] && slices.EqualFunc(s.whole, whole, func(a, b []float64) bool { return &a[0] == &b[0] })
	}
	if at := slices.IndexFunc(d.shares, known); at >= 0 {
		return d.shares[at].percent
	}
	percent := d.derive()
	for row, v := range part {
		sum := 0.0
		for _, c := range whole {
			sum += c[row]
		}
		if sum > 0 && v >= 0 {
			percent[row] = min(100, 100*v/sum)
		}
	}
	d.shares = append(d.shares, shared{part, whole, percent})
	return percent
}

// shared is a column that share returned, and what it was made from.
type shared struct {
	part    []float64
	whole   [][]float64
	percent []float64
}

// plus returns values to which those of further fields are added, times a factor. Where a field has no value, it counts as
// 0. It is nil for nil, and values itself if no document has one of the fields.
func (d *Decoder) plus(values []float64, fields []string, factor float64, column func(field string) []float64) []float64 {
	sum := values
	for _, f := range fields {
		more := column(f)
		if values == nil || more == nil {
			continue
		}
		if &sum[0] == &values[0] {
			sum = d.derive()
			copy(sum, values)
		}
		for i, v := range more {
			if !math.IsNaN(v) {
				sum[i] += factor * v
			}
		}
	}
	return sum
}

// rounding is by how much a sum of percentages that were rounded may exceed 100.
const rounding = 0.1

// restOf returns what percentages leave of 100; nil for nil.
func (d *Decoder) restOf(percent []float64) []float64 {
	if percent == nil {
		return nil
	}
	rest := d.derive()
	for i, v := range percent {
		if v >= 0 && v <= 100+rounding {
			rest[i] = max(0, 100-v)
		}
	}
	return rest
}

// per returns values divided by others, where those are above 1; nil for nil.
func (d *Decoder) per(values, by []float64) []float64 {
	if values == nil {
		return nil
	}
	each := d.derive()
	for i, v := range values {
		each[i] = v
		if by != nil && by[i] > 1 {
			each[i] = v / by[i]
		}
	}
	return each
}

// Judged returns the values that the rule of that name judges, as they are before a mean is taken; nil for none.
func (h *Host) Judged(rule string) []float64 {
	if s := h.subjectOf(rule, ""); s != nil {
		return s.raw
	}
	return nil
}

// CPUBusy returns the percentage of all CPUs' time in which they worked, by the rule; nil if there is none.
func (h *Host) CPUBusy() []float64 { return h.Judged("cpu") }

// LoadPerCPU returns the load average of one minute, divided by the number of CPUs (1 where that is unknown).
func (h *Host) LoadPerCPU() []float64 { return h.Judged("load") }

// MemoryUsed returns the percentage of memory that programs cannot have any more; nil if there is none.
func (h *Host) MemoryUsed() []float64 {
	if available := h.Judged("memory"); available != nil {
		return h.decoder.restOf(available)
	}
	return h.decoder.percentage("phymem.used", "phymem.total")
}

// WorstDisk returns the mount in the worst state, of several the fullest at the newest sample, its percentages used, and
// when it will be full: the zero time if there is no forecast. If no mount has a value at the newest sample, the name is "".
func (h *Host) WorstDisk() (mount string, used []float64, full time.Time) {
	const kind = "disk"
	worst, fullest := OK, math.Inf(-1)
	for i := range h.subjects {
		s := &h.subjects[i]
		now := last(s.raw)
		if s.rule.Name != kind || math.IsNaN(now) {
			continue
		}
		state := h.StateBy(kind, s.name)
		if state < worst || state == worst && now <= fullest {
			continue
		}
		mount, used, full, worst, fullest = s.name, s.raw, time.Time{}, state, now
		if s.forecast != nil {
			full = s.forecast.Full
		}
	}
	return mount, used, full
}

// Values returns the numbers at a path of the documents, one a sample, NaN for none; nil if no sample has one. They are valid
// as long as the report.
func (h *Host) Values(path string) []float64 {
	return h.decoder.column(path)
}
