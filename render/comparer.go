package render

import (
	"math"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// comparer makes the multiples of one host after the other, in the same room. Its zero value is ready for it.
type comparer struct {
	parts parts
	list  []multiple
	sum   []float64 // scratch: of a stack's layers
	data  []byte    // scratch: of one path
}

// multiples returns the multiples of a host's charts, until it is called again.
func (c *comparer) multiples(h *report.Host) []multiple {
	c.parts.divide(h, multipleBuckets)
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

// draw makes the paths of values divided by one. Of each bucket the highest value is drawn, so that spikes stay.
func (c *comparer) draw(m *multiple, up, down []float64, one float64) {
	var high, low [multipleBuckets]float64
	n := c.parts.n
	c.parts.highest(&high, up, one)
	c.parts.highest(&low, down, one)
	for i := range n {
		m.Highest = maxKnown(m.Highest, high[i])
		m.Lowest = -maxKnown(-m.Lowest, low[i])
	}
	if own := m.unitHeight(); own > 0 {
		m.Up, m.Down = c.path(high[:n], -1/own), c.path(low[:n], 1/own)
	}
}

// highest sets for each part the highest of the values in it, divided by one; NaN for none.
func (p *parts) highest(highest *[multipleBuckets]float64, values []float64, one float64) {
	for i := range highest {
		highest[i] = math.NaN()
	}
	for i := 0; i < len(values); {
		at, most := p.of[i], leastRank
		for ; i < len(values) && p.of[i] == at; i++ {
			if v := values[i]; v == v { // not NaN
				most = max(most, rank(v))
			}
		}
		if most > leastRank {
			highest[at] = ofRank(most) / one
		}
	}
}

// path returns path data; where a bucket has no value, it is broken.
func (c *comparer) path(values []float64, scale float64) string {
	b := c.data[:0]
	x, y, drawing := 0, 0, false
	for i, v := range values {
		if v != v { // NaN
			drawing = false
			continue
		}
		toX, toY := (2*i+1)*multipleWidth/(2*len(values)), int(math.Round(v*scale))
		b = appendStep(b, drawing, toX-x, toY-y)
		x, y = toX, toY
		if !drawing { // so that one alone is seen
			b = append(b, "h1"...)
			x++
		}
		drawing = true
	}
	c.data = b
	return string(b)
}
