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
	ID, Title string
	Unit      metric.Unit
	Top       float64 // the fixed upper end of the scale; 0 for none
	Now       float64 // by which hosts are sorted
	Text      string  // Now, as people read it
	Detail    string  // which line that is, or of what it is a part
	Highest   float64
	Lowest    float64 // at most 0: what is drawn below zero
	Up, Down  string  // path data; the zero line is at 0, and up is negative
	Extent    report.Interval
}

// unitHeight returns how much one unit of the paths stands for.
func (m *multiple) unitHeight() float64 {
	return max(m.Highest, -m.Lowest) / multipleHeight
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
	if own > 0 && m.Extent.To > m.Extent.From {
		unit := float64(m.Extent.To-m.Extent.From) / multipleWidth // ms
		fmt.Fprintf(&b, `<svg viewBox="%.1f %.1f %.1f %.1f" preserveAspectRatio="none">`,
			float64(shared.from-m.Extent.From)/unit, -shared.axis.max/own,
			float64(shared.to-shared.from)/unit, (shared.axis.max-shared.axis.min)/own)
		for _, line := range [...]struct{ class, data string }{{"c1", m.Up}, {"c2", m.Down}} {
			if line.data != "" {
				b.WriteString(`<path class="` + line.class + `" d="` + line.data + `"/>`)
			}
		}
		b.WriteString(`</svg>`)
	}
	b.WriteString(`</svg>`)
	return b.Bytes()
}
