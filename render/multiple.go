package render

import (
	"math"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// multiple is a host's chart on a page that compares hosts: all that is kept of the chart once the host's page is written. Its
// paths are in units of its own. The scale that all hosts share is known only at the end, and is applied by the viewBox
// around the paths.
type multiple struct {
	ID, Title string
	State     report.State // of what the chart shows, or silent
	Unit      metric.Unit
	Top       float64 // the fixed upper end of the scale; 0 for none
	Now       float64 // by which hosts are sorted
	Text      string  // Now, as people read it
	Detail    string  // which line that is, or of what it is a part
	Levels    metric.Level
	svg.Shape
}

// multiples returns the multiples of a host's charts.
func multiples(h *report.Host) []multiple {
	parts := svg.Divide(samplesOf(h), svg.ShapeParts)
	var list []multiple
	for i := range h.Charts {
		if m, ok := newMultiple(parts, &h.Charts[i], h.Judged(h.Charts[i].Threshold)); ok {
			m.From, m.To = h.Extent.From, h.Extent.To
			if m.State = h.Charts[i].State; h.Silent {
				m.State = max(m.State, report.Silent)
			}
			list = append(list, m)
		}
	}
	return list
}

// newMultiple returns the multiple of a chart. It draws
//   - of a stack without a limit, the values that its rule judges, or without these the sum of its layers;
//   - of a stack that fills up to a limit, the first layer;
//   - of several elements, the one that is highest now;
//   - of other charts, the first line.
//
// Where there is a limit, its share is drawn: 8 GiB are much for one host and little for another. ok is false if there is
// nothing to compare.
func newMultiple(parts svg.Parts, of *report.Chart, judged []float64) (m multiple, ok bool) {
	m = multiple{ID: of.ID, Title: of.Title, Unit: of.Unit, Top: of.Top}
	up, down := of.Series[0].Values, []float64(nil)
	switch {
	case of.Stack && of.Limit.Name == "":
		if up = judged; up == nil {
			up = stackSum(of.Series)
		}
	case of.Each.Array != "":
		first, second := highestElement(of)
		up, m.Detail = first.Values, pairText(first.Name, second.Name)
		down = second.Values
	}
	now := lastOf(up)
	m.Text = format(now, of.Unit)
	one := 1.0
	if !of.Stack || of.Limit.Name == "" { // the first layer of a stack is not what its rule judges
		m.Levels = of.Levels
	}
	if of.Limit.Name != "" {
		if !(of.Max > 0) {
			return m, false
		}
		one = of.Max / 100
		m.Unit = metric.Percent
		m.Text, m.Detail = percentText(now/one), m.Text+" of "+limitText(*of)
		if of.Unit == metric.Bytes {
			m.Top = 100
		}
	}
	m.Now = now / one
	m.Levels = metric.Level{Warning: m.Levels.Warning / one, Critical: m.Levels.Critical / one}
	m.Shape = parts.Shape(up, down, one)
	return m, true
}

// pairText names a line and the one below zero, which may be "": "eth0 in ↑ out ↓".
func pairText(up, down string) string {
	if down == "" {
		return up
	}
	if at := strings.LastIndexByte(up, ' '); at >= 0 {
		down = strings.TrimPrefix(down, up[:at+1]) // the element's name
	}
	return up + " ↑ " + down + " ↓"
}

func stackSum(layers []report.Series) []float64 {
	var total []float64
	for i := range layers {
		if !layers[i].Line.Over {
			total = plus(total, layers[i].Values)
		}
	}
	return total
}

// highestElement returns the line that is highest now, and the line below zero that belongs to it; an empty one for none.
func highestElement(c *report.Chart) (up, down *report.Series) {
	at, highest := 0, math.Inf(-1)
	for i := range c.Series {
		if s := &c.Series[i]; !s.Line.Below && s.Stats.Now > highest { // false for NaN
			at, highest = i, s.Stats.Now
		}
	}
	if at+1 < len(c.Series) && c.Series[at+1].Line.Below {
		return &c.Series[at], &c.Series[at+1]
	}
	return &c.Series[at], &report.Series{}
}
