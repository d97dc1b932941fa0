package render

import (
	"html/template"
	"math"
	"strconv"

	"psmonitor/render/report"
)

func (p *plainPlot) labels(c report.Chart) {
	p.add(`<g class="y" text-anchor="end" transform="translate(-8 3)">`)
	for _, v := range p.axis.ticks() {
		p.text("", 0, p.share(v), formatTick(v, c.Unit))
	}
	p.add(`</g><g class="x" text-anchor="middle" transform="translate(0 14)">`)
	for _, t := range timeTicks(p.h.Extent.From, p.h.Extent.To) {
		class := ""
		if t.day {
			class = ` class="day"`
		} else if t.fine {
			class = ` class="fine"`
		}
		p.text(class, p.timeShare(t.at), 100, t.label)
	}
	p.add(`</g>`)
	for _, l := range p.levels(c) {
		if l.name == "limit" {
			p.add(`<g class="mark-label" transform="translate(5 -4)">`)
			p.text("", 0, p.share(l.value), limitText(c))
		} else {
			p.add(`<g class="mark-label %s" transform="translate(4 %d)">`, l.name, map[string]int{"warning": 7, "critical": 1}[l.name])
			p.text("", 100, p.share(l.value), formatTick(l.value, c.Unit))
		}
		p.add(`</g>`)
	}
	if len(p.h.Reboots) > 0 {
		p.add(`<g class="mark-label" text-anchor="middle" transform="translate(0 -4)">`)
		last, inNarrow := -100.0, -100.0
		for _, t := range p.h.Reboots {
			at, class := p.timeShare(t), ""
			if at-last < rebootRoom {
				continue
			} else if at-inNarrow < narrowRoom {
				class = ` class="fine"`
			} else {
				inNarrow = at
			}
			last = at
			p.text(class, at, 0, "reboot")
		}
		p.add(`</g>`)
	}
}

func (p *plainPlot) share(v float64) float64 {
	return 100 * (p.axis.max - v) / (p.axis.max - p.axis.min)
}

func (p *plainPlot) timeShare(t int64) float64 {
	return 100 * float64(t-p.h.Extent.From) / float64(p.h.Extent.To-p.h.Extent.From)
}

func (p *plainPlot) text(class string, x, y float64, text string) {
	p.add(`<text%s x="%s%%" y="%s%%">%s</text>`, class, plainDecimals(x, 10), plainDecimals(y, 10), template.HTMLEscapeString(text))
}

// plainDecimals is a number rounded to a part of one.
func plainDecimals(v, parts float64) string {
	text := strconv.FormatFloat(math.RoundToEven(v*parts)/parts, 'f', -1, 64)
	if text == "-0" {
		return "0"
	}
	return text
}
