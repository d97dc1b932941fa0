package render

import (
	"math"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// comparer makes the multiples of one host after the other. Its zero value is ready. It is not safe for concurrent use.
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
			m.Extent = h.Extent
			c.list = append(c.list, m)
		}
	}
	return c.list
}

// multiple returns the multiple of a chart: of a stack its sum, or where it fills up to a limit its first layer; of
// several elements the one that is highest now; else the first line. Where there is a limit its share is drawn, since
// 8 GiB are much for one host and little for another. ok is false if there is nothing to compare.
func (c *comparer) multiple(of *report.Chart) (m multiple, ok bool) {
	m = multiple{ID: of.ID, Title: of.Title, Unit: of.Unit, Top: of.Top}
	up, down := of.Series[0].Values, []float64(nil)
	switch {
	case of.Stack && of.Limit.Name == "":
		up = c.stackSum(of.Series)
	case of.Each.Array != "":
		first, second := highestElement(of)
		up, m.Detail = first.Values, first.Name
		if second.Name != "" {
			m.Detail += ", below zero " + second.Name
		}
		down = second.Values
	}
	now := lastOf(up)
	m.Text = format(now, of.Unit)
	one := 1.0
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
	m.Up, m.Down, m.Lowest, m.Highest = s.Up, s.Down, s.Low, s.High
}
