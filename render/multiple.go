package render

import (
	"html/template"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
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

func maxKnown(most, v float64) float64 {
	if v > most { // false for NaN
		return v
	}
	return most
}

// svg returns the picture on the scale that all hosts share.
func (m *multiple) svg(shared scale) template.HTML {
	return template.HTML(shared.panels.Append(nil, svg.Shape{Up: m.up, Down: m.down, Low: m.lowest, High: m.highest, From: m.extent.From, To: m.extent.To}))
}
