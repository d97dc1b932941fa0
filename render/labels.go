package render

import (
	"html/template"
	"math"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// This file writes the texts of a static chart. They are not stretched with the plot: they stand at percentages of its
// box, at distances in pixels that are those of the script's charts.

func (p plot) appendLabels(b []byte, c report.Chart, reboots []int64) []byte {
	b = append(b, `<g class="y" text-anchor="end" transform="translate(-8 3)">`...)
	for _, v := range p.axis.ticks() {
		b = p.appendText(b, "", 0, p.share(v), formatTick(v, c.Unit))
	}
	b = append(b, `</g><g class="x" text-anchor="middle" transform="translate(0 14)">`...)
	for _, t := range p.ticks {
		class := ""
		switch {
		case t.day:
			class = "day"
		case t.fine:
			class = "fine"
		}
		b = p.appendText(b, class, p.timeShare(t.at), 100, t.label)
	}
	b = append(b, `</g>`...)
	if p.shows(c.Max) {
		b = append(b, `<g class="mark-label" transform="translate(5 -4)">`...)
		b = p.appendText(b, "", 0, p.share(c.Max), template.HTMLEscapeString(limitText(c)))
		b = append(b, `</g>`...)
	}
	b = p.appendLevelLabels(b, c)
	b = p.appendRebootLabels(b, reboots)
	return b
}

// Percent of the plot that lie between the labels of two reboots: 45 pixels in a wide chart, and in a narrow one, which
// leaves out what is fine.
const (
	rebootRoom = 10
	narrowRoom = 20
)

func (p plot) appendRebootLabels(b []byte, reboots []int64) []byte {
	if len(reboots) == 0 {
		return b
	}
	b = append(b, `<g class="mark-label" text-anchor="middle" transform="translate(0 -4)">`...)
	last, lastInNarrow := math.Inf(-1), math.Inf(-1)
	for _, t := range reboots {
		at := p.timeShare(t)
		if at-last < rebootRoom {
			continue
		}
		class := "fine"
		if at-lastInNarrow >= narrowRoom {
			class, lastInNarrow = "", at
		}
		last = at
		b = p.appendText(b, class, at, 0, "reboot")
	}
	return append(b, `</g>`...)
}

// appendLevelLabels labels the lines of the thresholds beside the plot, one a little above its line and the other below.
func (p plot) appendLevelLabels(b []byte, c report.Chart) []byte {
	for _, l := range [...]struct {
		class, place string
		value        float64
	}{{"warning", "4 7", c.Levels.Warning}, {"critical", "4 1", c.Levels.Critical}} {
		if !p.shows(l.value) {
			continue
		}
		b = appendTexts(b, `<g class="mark-label `, l.class, `" transform="translate(`, l.place, `)">`)
		b = p.appendText(b, "", 100, p.share(l.value), formatTick(l.value, c.Unit))
		b = append(b, `</g>`...)
	}
	return b
}

// share returns where a value is, in percent from the top.
func (p plot) share(v float64) float64 {
	return 100 * (p.axis.max - v) / (p.axis.max - p.axis.min)
}

// timeShare returns where a time is, in percent from the left.
func (p plot) timeShare(t int64) float64 {
	return 100 * float64(t-p.extent.From) / float64(p.extent.To-p.extent.From)
}

// appendText appends a text at percentages of the box. text is HTML.
func (p plot) appendText(b []byte, class string, x, y float64, text string) []byte {
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
	b = append(b, text...)
	return append(b, `</text>`...)
}

// appendPercent appends a percentage to a tenth.
func appendPercent(b []byte, v float64) []byte {
	return append(appendTenths(b, v), '%')
}

// limitText names the most there can be: "8 CPUs", but "total 32.0 GiB".
func limitText(c report.Chart) string {
	if c.Unit == metric.Load || c.Unit == metric.Count {
		return format(c.Max, metric.Count) + " " + c.Limit.Name
	}
	return c.Limit.Name + " " + format(c.Max, c.Unit)
}

// appendTexts appends texts of our own, in which nothing has to be escaped.
func appendTexts(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = append(b, text...)
	}
	return b
}
