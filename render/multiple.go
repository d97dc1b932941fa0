package render

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"psmonitor/metric"
	"psmonitor/report"
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

// multiples returns the multiples of a host's charts.
func multiples(h *report.Host) []multiple {
	var list []multiple
	n := bucketCount(h, multipleBuckets)
	parts := partsOf(h, n)
	for _, c := range h.Charts {
		if m, ok := newMultiple(h, c, parts, n); ok {
			list = append(list, m)
		}
	}
	return list
}

// newMultiple returns the multiple of a chart: of a stack its sum, or where it fills up to a limit its first layer; of
// several elements the one that is highest now; else the first line. Where there is a limit its share is drawn, since
// 8 GiB are much for one host and little for another. ok is false if there is nothing to compare.
func newMultiple(h *report.Host, c report.Chart, parts []int, n int) (multiple, bool) {
	m := multiple{id: c.ID, title: c.Title, unit: c.Unit, top: c.Top, extent: h.Extent}
	up, down := c.Series[0], report.Series{}
	switch {
	case c.Stack && c.Limit.Name == "":
		up.Values = stackSum(c.Series)
	case c.Each.Array != "":
		up, down = highestElement(c)
		m.detail = up.Name
		if down.Name != "" {
			m.detail += ", below zero " + down.Name
		}
	}
	now := lastOf(up.Values)
	m.text = format(now, c.Unit)
	of := 1.0
	if c.Limit.Name != "" {
		if !(c.Max > 0) {
			return m, false
		}
		of = c.Max / 100
		m.unit = metric.Percent
		m.detail = percentText(now/of) + " of " + limitText(c)
		if c.Unit == metric.Bytes {
			m.top = 100
		}
	}
	m.now = now / of
	m.draw(parts, n, up.Values, down.Values, of)
	return m, true
}

func stackSum(layers []report.Series) []float64 {
	var sum []float64
	for _, s := range layers {
		sum = plus(sum, s.Values)
	}
	return sum
}

// highestElement returns the line that is highest now, and the line below zero that belongs to it.
func highestElement(c report.Chart) (up, down report.Series) {
	at, most := 0, math.Inf(-1)
	for i, s := range c.Series {
		if !s.Line.Below && s.Stats.Now > most { // false for NaN
			at, most = i, s.Stats.Now
		}
	}
	up = c.Series[at]
	if at+1 < len(c.Series) && c.Series[at+1].Line.Below {
		down = c.Series[at+1]
	}
	return up, down
}

// draw makes the paths of values divided by of. Of each bucket the highest value is drawn, so that spikes stay.
func (m *multiple) draw(parts []int, n int, up, down []float64, of float64) {
	high, low := buckets(parts, n, up, of), buckets(parts, n, down, of)
	for i := range high {
		m.highest = maxKnown(m.highest, high[i])
		m.lowest = -maxKnown(-m.lowest, low[i])
	}
	if own := m.unitHeight(); own > 0 {
		m.up, m.down = bucketPath(high, -1/own), bucketPath(low, 1/own)
	}
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

// partsOf returns for each sample in which of n equal parts of the host's time it is.
func partsOf(h *report.Host, n int) []int {
	parts := make([]int, len(h.Times))
	width := max(1, float64(h.Extent.To-h.Extent.From)) / float64(n)
	for i, t := range h.Times {
		parts[i] = min(n-1, int(float64(t-h.Extent.From)/width))
	}
	return parts
}

// buckets returns the highest of the values in each of n parts, divided by of; NaN for none.
func buckets(parts []int, n int, values []float64, of float64) []float64 {
	highest := make([]float64, n)
	for i := range highest {
		highest[i] = math.NaN()
	}
	for i, v := range values {
		if at := parts[i]; v == v && !(v <= highest[at]) { // not NaN, and higher than what may be
			highest[at] = v
		}
	}
	for i := range highest {
		highest[i] /= of
	}
	return highest
}

// bucketPath returns path data; where a bucket has no value, it is broken.
func bucketPath(values []float64, scale float64) string {
	var b []byte
	x, y, drawing := 0, 0, false
	for i, v := range values {
		if v != v { // NaN
			drawing = false
			continue
		}
		toX, toY := (2*i+1)*multipleWidth/(2*len(values)), int(math.Round(v*scale))
		command := byte('l')
		if !drawing {
			command = 'm'
		}
		b = append(b, command)
		b = strconv.AppendInt(b, int64(toX-x), 10)
		b = appendNumber(b, toY-y)
		x, y = toX, toY
		if !drawing { // so that one alone is seen
			b = append(b, "h1"...)
			x++
		}
		drawing = true
	}
	return string(b)
}

// svg returns the picture on the scale that all hosts share.
func (m *multiple) svg(shared scale) template.HTML {
	var b strings.Builder
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
	return template.HTML(b.String())
}
