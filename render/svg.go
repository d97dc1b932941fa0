package render

import (
	"math"

	"psmonitor/render/report"
)

// This file draws the charts that are there without a script, on paper, and until the script has drawn its own: the
// same picture at the same place. The SVG's box is the plot alone; labels stand outside it, placed by percentages, as
// nobody knows how wide it will be. The lines are in an SVG within, which is stretched; the stylesheet, src/css/static.css,
// keeps strokes from being stretched with it. No foreign text is in it.

// appendPicture appends the static picture of a chart.
func (f *frame) appendPicture(b []byte, h *report.Host, c report.Chart) []byte {
	if len(h.Times) == 0 || h.Extent.To <= h.Extent.From {
		return b
	}
	shown := c.Unfolded()
	p := plot{frame: f, axis: f.axisFor(c, shown)}
	b = append(b, `<svg class="static" aria-hidden="true"><svg viewBox="0 0 600 240" preserveAspectRatio="none">`...)
	b = p.appendGaps(b, h.Gaps)
	b = p.appendGrid(b)
	if c.Stack {
		b = p.appendStack(b, shown, c.Limit.Name != "")
	} else {
		b = p.appendLines(b, shown)
	}
	b = p.appendLevels(b, c)
	b = p.appendReboots(b, h.Reboots)
	b = append(b, `</svg>`...)
	b = p.appendLabels(b, c, h.Reboots)
	return append(b, `</svg>`...)
}

// axisFor returns the value axis of a chart. For a stack it leaves the sums in f.total. A limit takes part unless it is
// so far above the lines that they would lie flat.
func (f *frame) axisFor(c report.Chart, shown []report.Series) axis {
	low, high := 0.0, 0.0
	if c.Stack {
		f.sum(shown)
		for _, v := range f.total {
			if v > high { // false for NaN
				high = v
			}
		}
	} else {
		for _, s := range shown {
			if s.Line.Below {
				low = min(low, -s.Stats.Max)
			} else {
				high = max(high, s.Stats.Max)
			}
		}
	}
	if c.Max > high && c.Max < 3*high {
		high = c.Max
	}
	return newAxis(c.Unit, low, high, c.Top)
}

// sum adds up the layers of a stack, as far as they have values.
func (f *frame) sum(layers []report.Series) {
	f.total = f.total[:0]
	for at, s := range layers {
		if at == 0 {
			f.total = append(f.total, s.Values...)
			continue
		}
		for i, v := range s.Values {
			if t := f.total[i]; v == v && t == t { // none is NaN
				f.total[i] = t + v
			} else if v == v {
				f.total[i] = v
			}
		}
	}
}

// plot is the stretched part of one chart.
type plot struct {
	*frame
	axis axis
}

// height returns the y of a value, in units; values beyond the axis end at the plot's edge.
func (p plot) height(v float64) int {
	return within((p.axis.max - v) / (p.axis.max - p.axis.min) * plotHeight)
}

// within rounds a height, and keeps it within the plot.
func within(y float64) int {
	switch {
	case y > plotHeight:
		return plotHeight
	case y > 0:
		return int(y + 0.5)
	}
	return 0
}

func (p plot) left(t int64) int {
	share := float64(t-p.extent.From) / float64(p.extent.To-p.extent.From)
	return int(math.Round(max(0, min(1, share)) * plotWidth))
}
