package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// plainPlot is the straight way to draw a chart: what appendPicture is held to. It shares nothing with other charts, and
// every number is written by fmt and strconv. The choice of axis and ticks, in axis.go, is straight itself.
type plainPlot struct {
	strings.Builder
	h     *report.Host
	shown []report.Series
	axis  axis
}

func plainPicture(h *report.Host, c report.Chart) string {
	if len(h.Times) == 0 || h.Extent.To <= h.Extent.From {
		return ""
	}
	p := &plainPlot{h: h, shown: c.Unfolded()}
	p.axis = p.axisOf(c)
	p.add(`<svg class="static" aria-hidden="true"><svg viewBox="0 0 600 240" preserveAspectRatio="none">`)
	p.background()
	switch {
	case c.Stack:
		p.stack(c.Limit.Name != "")
	default:
		p.lines()
	}
	for _, l := range p.levels(c) {
		p.add(`<path class="%s" d="M0%sh600"/>`, l.name, after(p.height(l.value)))
	}
	if len(h.Reboots) > 0 {
		p.add(`<path class="reboot" d="`)
		for _, t := range h.Reboots {
			p.add(`M%d 0v240`, p.left(t))
		}
		p.add(`"/>`)
	}
	p.add(`</svg>`)
	p.labels(c)
	p.add(`</svg>`)
	return p.String()
}

func (p *plainPlot) add(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// after is a number after another one.
func after(n int) string {
	if n < 0 {
		return strconv.Itoa(n)
	}
	return " " + strconv.Itoa(n)
}

func (p *plainPlot) axisOf(c report.Chart) axis {
	low, high := 0.0, 0.0
	for _, s := range p.shown {
		switch {
		case c.Stack:
		case s.Line.Below:
			low = min(low, -s.Stats.Max)
		default:
			high = max(high, s.Stats.Max)
		}
	}
	if c.Stack {
		for _, v := range p.sums(p.shown) {
			if !math.IsNaN(v) {
				high = max(high, v)
			}
		}
	}
	if c.Max > high && c.Max < 3*high {
		high = c.Max
	}
	return newAxis(c.Unit, low, high, c.Top)
}

// sums adds up layers; where none has a value, there is no sum.
func (p *plainPlot) sums(layers []report.Series) []float64 {
	sums := make([]float64, len(p.h.Times))
	for i := range sums {
		known := slices.DeleteFunc(slices.Clone(layers), func(s report.Series) bool { return math.IsNaN(s.Values[i]) })
		if len(known) == 0 {
			sums[i] = math.NaN()
		}
		for _, s := range known {
			sums[i] += s.Values[i]
		}
	}
	return sums
}

func (p *plainPlot) height(v float64) int {
	y := (p.axis.max - v) / (p.axis.max - p.axis.min) * 240
	return int(max(0, min(240, y)) + 0.5)
}

func (p *plainPlot) left(t int64) int {
	share := float64(t-p.h.Extent.From) / float64(p.h.Extent.To-p.h.Extent.From)
	return int(math.Round(max(0, min(1, share)) * 600))
}

func (p *plainPlot) background() {
	if len(p.h.Gaps) > 0 {
		p.add(`<path class="gap" d="`)
		for _, g := range p.h.Gaps {
			from, to := p.left(g.From), p.left(g.To)
			p.add("M%d 0h%dv240H%d", from, max(1, to-from), from)
		}
		p.add(`"/>`)
	}
	p.add(`<path class="grid" d="`)
	for _, v := range p.axis.ticks() {
		p.add("M0%sh600", after(p.height(v)))
	}
	for _, t := range timeTicks(p.h.Extent.From, p.h.Extent.To) {
		p.add("M%d 0v240", p.left(t.at))
	}
	p.add(`"/><path class="axis" d="M0 240h600"/>`)
}

func (p *plainPlot) lines() {
	zero := p.height(0)
	for _, s := range p.shown {
		line := p.pick(s.Values)
		for i := range line {
			y := s.Values[line[i].row] * (240 / (p.axis.max - p.axis.min))
			if !s.Line.Below {
				y = -y
			}
			line[i].y = int(max(0, min(240, float64(zero)+y)) + 0.5)
		}
		if len(p.shown) == 1 {
			p.add(`<path class="faint c%d" d="%s"/>`, s.Line.Color, p.path(line, fmt.Sprintf("V%d", zero)))
		}
		dash := ""
		if s.Line.Dash != metric.Solid {
			dash = " " + string(s.Line.Dash)
		}
		p.add(`<path class="c%d%s" d="%s"/>`, s.Line.Color, dash, p.path(line, ""))
	}
}

func (p *plainPlot) stack(full bool) {
	top := p.shown
	if full && len(top) > 1 {
		top = top[:len(top)-1]
	}
	line := p.pick(p.sums(top))
	p.add(`<g class="stack">`)
	for layer := len(p.shown) - 1; layer >= 0; layer-- {
		for i := range line {
			sum := 0.0
			for _, s := range p.shown[:layer+1] {
				if v := s.Values[line[i].row]; !math.IsNaN(v) {
					sum += v
				}
			}
			line[i].y = p.height(sum)
		}
		p.add(`<path class="area c%d" d="%s"/>`, p.shown[layer].Line.Color, p.path(line, fmt.Sprintf("V%d", p.height(0))))
	}
	p.add(`</g>`)
}

func (p *plainPlot) levels(c report.Chart) []level {
	all := []level{{"limit", c.Max}, {"warning", c.Levels.Warning}, {"critical", c.Levels.Critical}}
	return slices.DeleteFunc(all, func(l level) bool { return !(l.value > 0 && l.value <= p.axis.max) })
}
