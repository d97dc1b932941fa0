package render

import (
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// multiple is a host's chart on a page that compares hosts: all that is kept of the chart once the host's page is written. Its
// paths are in units of its own. The scale that all hosts share is known only at the end, and is applied by the viewBox
// around the paths.
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

// maxKnown returns the higher value; v may be NaN.
func maxKnown(high, v float64) float64 {
	if v > high { // false for NaN
		return v
	}
	return high
}

// svg returns the picture on the scale that all hosts share.
func (m *multiple) svg(shared scale) []byte {
	return shared.panels.Append(nil, svg.Shape{Up: m.Up, Down: m.Down, Low: m.Lowest, High: m.Highest, From: m.Extent.From, To: m.Extent.To})
}
