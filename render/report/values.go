package report

import (
	"math"
	"slices"
)

// derive returns a new column without values, which lives as long as the decoded ones.
func (d *Decoder) derive() []float64 {
	c := d.blank()
	d.columns = append(d.columns, c)
	return c[:len(d.times)]
}

// percentage returns a field of the document as a percentage of the sum of others; nil if it has no values.
func (d *Decoder) percentage(field string, of ...string) []float64 {
	parts := make([][]float64, len(of))
	for i, f := range of {
		parts[i] = d.column(f)
	}
	return d.share(d.column(field), parts)
}

// share returns part as a percentage of the sum of the whole's columns; nil where one of them has no values. Who asks again
// gets the same column.
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

// shared is what share was asked for, and its answer.
type shared struct {
	part    []float64
	whole   [][]float64
	percent []float64
}

// work fills in the columns that several readers want.
func (h *Host) work() {
	h.available = h.decoder.percentage("phymem.available", "phymem.total")
	h.used = h.memoryUsed()
	h.busy = h.restOf(h.decoder.column("cpu.idle"))
	h.perCPU = h.per(h.decoder.column("load.m1"), h.decoder.column(fieldCPUs))
}

// restOf returns what percentages leave of 100; nil for nil.
func (h *Host) restOf(percent []float64) []float64 {
	if percent == nil {
		return nil
	}
	rest := h.decoder.derive()
	for i, v := range percent {
		if v >= 0 && v <= 100 {
			rest[i] = 100 - v
		}
	}
	return rest
}

// per returns values divided by others, where those are above 1; nil for nil.
func (h *Host) per(values, by []float64) []float64 {
	if values == nil {
		return nil
	}
	each := h.decoder.derive()
	for i, v := range values {
		each[i] = v
		if by != nil && by[i] > 1 {
			each[i] = v / by[i]
		}
	}
	return each
}

// CPUBusy returns the percentage of all CPUs' time that was not idle; nil if there is none.
func (h *Host) CPUBusy() []float64 { return h.busy }

// LoadPerCPU returns the load average of one minute, divided by the number of CPUs (1 where that is unknown).
func (h *Host) LoadPerCPU() []float64 { return h.perCPU }

// MemoryUsed returns the percentage of memory that programs cannot have any more; nil if there is none.
func (h *Host) MemoryUsed() []float64 { return h.used }

func (h *Host) memoryUsed() []float64 {
	if h.available == nil {
		return h.decoder.percentage("phymem.used", "phymem.total")
	}
	return h.restOf(h.available)
}

// named is a column with the name of what it belongs to.
type named struct {
	name   string
	values []float64
}

// space returns for each mount the percentage of what users may fill that is used.
func (h *Host) space() []named {
	if h.spaces == nil {
		h.spaces = h.mounts("used", "used", "free")
	}
	return h.spaces
}

// mounts returns for each mount a field as a percentage of the sum of others.
func (h *Host) mounts(field string, of ...string) []named {
	d := h.decoder
	var list []named
	for index, a := range d.layout.arrays {
		if a.name != "disks" {
			continue
		}
		for place, name := range d.lists[index].names {
			whole := make([][]float64, len(of))
			for i, f := range of {
				whole[i] = d.elementColumn(index, place, f)
			}
			if values := d.share(d.elementColumn(index, place, field), whole); values != nil {
				list = append(list, named{CleanText(name), values})
			}
		}
	}
	return list
}

// FullestDisk returns the name and the percentages of the mount that is fullest at the newest sample.
func (h *Host) FullestDisk() (mount string, used []float64) {
	fullest := math.Inf(-1)
	for _, m := range h.space() {
		if now := last(m.values); now > fullest {
			mount, used, fullest = m.name, m.values, now
		}
	}
	return mount, used
}

// Values returns the numbers at a path of the documents, one a sample, NaN for none; nil if no sample has one.
// They belong to the host's decoder and hold until its Reset.
func (h *Host) Values(path string) []float64 {
	return h.decoder.column(path)
}
