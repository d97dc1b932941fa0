// Package svg draws line charts as SVG, for readers without JavaScript, for paper, and until the page script has drawn
// its own. A Timeline draws the charts of one host, Parts its small charts, and Panels one chart of many hosts.
//
// It takes numbers, times and texts and returns markup. It does not know hosts or units, it does not format values, and
// it writes no files. Colours are the stylesheet's (public/src/css/static.css): elements have classes.
package svg

import (
	"html"
	"math"
	"strconv"
)

// The size of a chart's plot, in the units of its paths. The page stretches the plot to its own size; labels stand
// outside it at percentages, so that they are not stretched.
const (
	plotWidth  = 600
	plotHeight = 240
)

// Chart is a line chart over the samples of a Timeline.
type Chart struct {
	Lines  []Line
	Over   []Line // lines over a stack, which are no layers
	Stack  bool   // the lines are drawn as areas on top of each other
	Filled bool   // of a stack: the last line is the rest up to the limit, so the top of the stack is level
	Scale  Scale
	Top    float64 // the fixed upper end of the value axis; 0: chosen by the values

	Limit             float64 // the most there can be; NaN or 0 for none
	LimitLabel        string
	Warning, Critical Level
	Further           []FurtherLevel

	Tails []Tail // beyond the samples

	Up, Down string // what is drawn above and below zero; "" if not both are
}

// Level is a level; the zero Level for none. An empty label is the value on the scale.
type Level struct {
	Value float64
	Label string
}

// FurtherLevel is a level beside the two, of the class warning or critical. It is labelled with its value where there is room.
type FurtherLevel struct {
	Value float64
	Class string
}

// Line is one line of a chart.
type Line struct {
	Values   []float64 // one a sample, NaN for none
	Min, Max float64   // of the values
	Color    int       // the line's class is c1, c2, …
	Dash     string    // a further class; "" for a solid line
	Below    bool      // values grow downwards from zero

	// Low and High are the lowest and the highest values that Values has the means of, between which there is a band; nil for no band.
	Low, High []float64
}

// AppendChart appends the picture of a chart; nothing if there are no samples or no lines.
func (t *Timeline) AppendChart(b []byte, c Chart) []byte {
	if len(t.x) == 0 || len(c.Lines) == 0 {
		return b
	}
	var sums []float64
	if c.Stack {
		sums = t.sumLayers(c.Lines)
	}
	p := newPlot(c.axis(sums))
	ticks := p.axis.ticks()
	b = append(b, `<svg class="static" aria-hidden="true"><svg viewBox="0 0 600 240" preserveAspectRatio="none">`...)
	b = append(b, t.gaps...)
	b = append(b, `<path class="grid" d="`...)
	for _, v := range ticks {
		b = appendHorizontal(b, p.height(v))
	}
	b = append(b, t.grid...)
	b = append(b, `"/><path class="axis" d="M0 240h600"/>`...)
	if c.Stack {
		b = t.appendStack(b, p, c, sums)
		for _, l := range c.Over {
			b = t.appendLine(b, t.placedOver(p, l), l)
		}
	} else {
		b = t.appendLines(b, p, c.Lines)
	}
	b = p.appendLevels(b, c)
	b = t.appendTails(b, p, c.Tails)
	b = append(b, t.reboots...)
	b = append(b, `</svg>`...)
	b = append(b, `<g class="y" text-anchor="end">`...)
	b = p.appendTickLabels(b, ticks, c.Scale)
	b = append(b, `</g>`...)
	b = append(b, t.labels...)
	b = p.appendLevelLabels(b, c)
	b = t.appendFlags(b, p, c.Tails)
	b = appendDirections(b, c)
	b = append(b, t.rebootLabels...)
	return append(b, `</svg>`...)
}

// axis returns the value axis: it includes zero, all points of the lines, and the limit unless that is so far above
// them that they would lie flat. sums are those of a stack.
func (c *Chart) axis(sums []float64) Axis {
	low, high, mirrored := 0.0, 0.0, false
	include := func(v float64) {
		if v < low { // false for NaN
			low = v
		}
		if v > high {
			high = v
		}
	}
	for _, l := range c.Lines {
		switch {
		case c.Stack:
		case l.Below:
			mirrored = true
			include(-l.Min)
			include(-l.Max)
		default:
			include(l.Min)
			include(l.Max)
		}
	}
	if c.Stack {
		for _, v := range sums {
			include(v)
		}
		for _, l := range c.Over {
			include(l.Max)
		}
	}
	if c.Limit > high && c.Limit < 3*high {
		high = c.Limit
	}
	axis := c.Scale.Axis(low, high, c.Top)
	axis.Mirrored = mirrored
	return axis
}

// appendInt appends n in decimal. Most numbers of a path have one digit.
func appendInt(b []byte, n int) []byte {
	if n >= 0 && n < 10 {
		return append(b, byte('0'+n))
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// appendNext appends a number after another one. A minus sign separates them as well as a space.
func appendNext(b []byte, n int) []byte {
	if n >= 0 {
		b = append(b, ' ')
	}
	return appendInt(b, n)
}

// appendText appends a text at percentages of the picture. The text may be foreign: it is escaped here and nowhere else.
func appendText(b []byte, class string, x, y float64, text string) []byte {
	b = append(b, `<text`...)
	if class != "" {
		b = append(b, ` class="`...)
		b = append(b, class...)
		b = append(b, '"')
	}
	b = append(b, ` x="`...)
	b = appendPercent(b, x)
	b = append(b, `" y="`...)
	b = appendPercent(b, y)
	b = append(b, `">`...)
	b = append(b, html.EscapeString(text)...)
	return append(b, `</text>`...)
}

// appendPercent appends a percentage to a tenth.
func appendPercent(b []byte, v float64) []byte {
	v = math.RoundToEven(v*10)/10 + 0 // + 0: never -0
	return append(strconv.AppendFloat(b, v, 'f', -1, 64), '%')
}
