package render

import (
	"bytes"
	"fmt"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// The box of a multiple's paths, in their units: the host's time, and up to the host's own highest value. And into how
// many buckets the time is divided at most.
const (
	multipleWidth   = 256
	multipleHeight  = 200
	multipleBuckets = 64
)

// multiple is a host's chart on the page that compares hosts: all that stays of the chart when the host's page is
// written. Its paths are in units of its own; the scale that all hosts share, which is known only when all hosts are,
// is applied by the viewBox around them.
type multiple struct {
	id, title string
	unit      metric.Unit
	top       float64 // the fixed upper end of the scale; 0 for none
	now       float64 // by which hosts are sorted
	text      string  // now, as people read it
	detail    string  // which line that is, or of what it is a part
	highest   float64
	lowest    float64 // at most 0: what is drawn below zero
	up, down  string  // path data; the zero line is at 0, and up is negative
	extent    report.Interval
}

// unitHeight returns how much one unit of the paths stands for.
func (m *multiple) unitHeight() float64 {
	return max(m.highest, -m.lowest) / multipleHeight
}

func maxKnown(most, v float64) float64 {
	if v > most { // false for NaN
		return v
	}
	return most
}

// svg returns the picture on the scale that all hosts share.
func (m *multiple) svg(shared scale) []byte {
	var b bytes.Buffer
	b.WriteString(`<svg class="static" aria-hidden="true">`)
	b.WriteString(shared.grid)
	own := m.unitHeight()
	if own > 0 && m.extent.To > m.extent.From {
		unit := float64(m.extent.To-m.extent.From) / multipleWidth // ms
		fmt.Fprintf(&b, `<svg viewBox="%.1f %.1f %.1f %.1f" preserveAspectRatio="none">`,
			float64(shared.from-m.extent.From)/unit, -shared.axis.max/own,
			float64(shared.to-shared.from)/unit, (shared.axis.max-shared.axis.min)/own)
		for _, line := range [...]struct{ class, data string }{{"c1", m.up}, {"c2", m.down}} {
			if line.data != "" {
				b.WriteString(`<path class="` + line.class + `" d="` + line.data + `"/>`)
			}
		}
		b.WriteString(`</svg>`)
	}
	b.WriteString(`</svg>`)
	return b.Bytes()
}
