package render

import (
	"math"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// comparer makes the multiples of one host after the other, in the same room. Its zero value is ready for it.
type comparer struct {
	parts svg.Parts
	list  []multiple
	sum   []float64 // scratch: of a stack's layers
}

// multiples returns the multiples of a host's charts, until it is called again.
func (c *comparer) multiples(h *report.Host) []multiple {
	c.parts.Divide(samplesOf(h), svg.ShapeParts)
	c.list = c.list[:0]
	for i := range h.Charts {
		if m, ok := c.multiple(&h.Charts[i]); ok {
			m.extent = h.Extent
			c.list = append(c.list, m)
		}
	}
	return c.list
}

// multiple returns the multiple of a chart: of a stack its sum, or where it fills up to a limit its first layer; of
// several elements the one that is highest now; else the first line. Where there is a limit its share is drawn, since
// 8 GiB are much for one host and little for another. ok is false if there is nothing to compare.
func (c *comparer) multiple(of *report.Chart) (m multiple, ok bool) {
	m = multiple{id: of.ID, title: of.Title, unit: of.Unit, top: of.Top}
	up, down := of.Series[0].Values, []float64(nil)
	switch {
	case of.Stack && of.Limit.Name == "":
		up = c.stackSum(of.Series)
	case of.Each.Array != "":
		first, second := highestElement(of)
		up, m.detail = first.Values, first.Name
		if second.Name != "" {
			m.detail += ", below zero " + second.Name
		}
		down = second.Values
	}
	now := lastOf(up)
	m.text = format(now, of.Unit)
	one := 1.0
	if of.Limit.Name != "" {
		if !(of.Max > 0) {
			return m, false
		}
		one = of.Max / 100
		m.unit = metric.Percent
		m.text, m.detail = percentText(now/one), m.text+" of "+limitText(*of)
		if of.Unit == metric.Bytes {
			m.top = 100
		}
	}
	m.now = now / one
	c.draw(&m, up, down, one)
	return m, true
}

func (c *comparer) stackSum(layers []report.Series) []float64 {
	c.sum = c.sum[:0]
	for i := range layers {
		c.sum = plus(c.sum, layers[i].Values)
	}
	return c.sum
}

// highestElement returns the line that is highest now, and the line below zero that belongs to it; an empty one for none.
func highestElement(c *report.Chart) (up, down *report.Series) {
	at, most := 0, math.Inf(-1)
	for i := range c.Series {
		if s := &c.Series[i]; !s.Line.Below && s.Stats.Now > most { // false for NaN
			at, most = i, s.Stats.Now
		}
	}
	if at+1 < len(c.Series) && c.Series[at+1].Line.Below {
		return &c.Series[at], &c.Series[at+1]
	}
	return &c.Series[at], &report.Series{}
}

// draw makes the paths of values divided by one.
func (c *comparer) draw(m *multiple, up, down []float64, one float64) {
	s := c.parts.Shape(up, down, one)
	m.up, m.down, m.lowest, m.highest = s.Up, s.Down, s.Low, s.High
}
