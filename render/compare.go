package render

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"psmonitor/metric"
	"psmonitor/report"
)

// This file makes the pages that show one chart of all hosts, compare/CHART.html: small pictures on one scale, the host
// with the highest value of now first.

// scale is what the pictures of one page share.
type scale struct {
	axis     axis
	from, to int64  // ms
	grid     string // the ticks' lines and labels, as SVG
}

// comparison is one such page.
type comparison struct {
	id, title string
	unit      metric.Unit
	hosts     []comparedHost
}

type comparedHost struct {
	row      *hostRow
	multiple *multiple
}

func (c comparison) file() string { return "compare/" + c.id + ".html" }

// comparisons gathers the hosts' charts by chart, in the order in which pages show charts: one that a host lacks
// stands where other hosts have it.
func comparisons(rows []hostRow) []comparison {
	var list []comparison
	for i := range rows {
		after := -1
		for j := range rows[i].multiples {
			m := &rows[i].multiples[j]
			at := slices.IndexFunc(list, func(c comparison) bool { return c.id == m.id })
			if at < 0 {
				at = after + 1
				list = slices.Insert(list, at, comparison{id: m.id, title: m.title, unit: m.unit})
			}
			list[at].hosts = append(list[at].hosts, comparedHost{&rows[i], m})
			after = at
		}
	}
	return list
}

// links returns the ways to the pages.
func links(list []comparison) []link {
	var all []link
	for _, c := range list {
		all = append(all, link{c.title, c.file()})
	}
	return all
}

// comparePage makes one page. hosts is how many there are in all.
func (s *Site) comparePage(b *bytes.Buffer, c comparison, hosts int, all []link) error {
	slices.SortStableFunc(c.hosts, func(a, b comparedHost) int { // NaN comes before all numbers, and so last
		return cmp.Or(cmp.Compare(b.multiple.now, a.multiple.now), cmp.Compare(a.row.Name, b.row.Name))
	})
	shared := c.scale()
	worst := report.OK
	v := compareView{Unit: string(c.unit), Span: formatSpan(shared.to - shared.from), To: newStamp(shared.to), Others: hosts - len(c.hosts), Compare: all}
	for _, h := range c.hosts {
		worst = max(worst, h.row.state)
		v.Charts = append(v.Charts, compareCell{Name: h.row.Name, File: h.row.File, State: h.row.State,
			Now: h.multiple.text, Detail: h.multiple.detail, SVG: h.multiple.svg(shared)})
	}
	v.page = page{Title: c.title + " of all hosts: psmonitor", Here: c.title, Root: "../", Script: s.assets.overview, Style: s.assets.style,
		State: worst.String(), Version: s.version}
	if err := s.templates.ExecuteTemplate(b, "compare.gohtml", v); err != nil {
		return fmt.Errorf("page %s: %w", c.file(), err)
	}
	return nil
}

// scale returns the scale on which all hosts are drawn: up to the highest value of all, and as long as the longest
// history, up to the newest sample.
func (c comparison) scale() scale {
	var shared scale
	low, high, top, span := 0.0, 0.0, 0.0, int64(0)
	for _, h := range c.hosts {
		m := h.multiple
		low, high, top = min(low, m.lowest), max(high, m.highest), max(top, m.top)
		shared.to = max(shared.to, m.extent.To)
		span = max(span, m.extent.To-m.extent.From)
	}
	shared.from = shared.to - span
	shared.axis = newAxis(c.unit, low, high, top)
	shared.grid = gridSVG(shared.axis, c.unit, span)
	return shared
}

// gridSVG returns the lines and labels of the ticks. Those of time, which is a span in ms, count back from its end: the
// same in every zone.
func gridSVG(a axis, unit metric.Unit, span int64) string {
	p := plot{axis: a}
	b := []byte(`<svg viewBox="0 0 600 240" preserveAspectRatio="none"><path class="grid" d="`)
	for _, v := range a.ticks() {
		b = appendHorizontal(b, p.height(v))
	}
	b = append(b, `"/></svg><g class="y" text-anchor="end" transform="translate(-6 4)">`...)
	for _, v := range a.ticks() {
		b = p.appendText(b, "", 0, p.share(v), formatTick(v, unit))
	}
	b = append(b, `</g><g class="x" text-anchor="middle" transform="translate(0 15)">`...)
	for i, part := range [...]int64{span, span / 2} {
		b = p.appendText(b, "", float64(50*i), 100, "−"+formatSpan(part))
	}
	b = p.appendText(b, "", 100, 100, "0")
	return string(append(b, `</g>`...))
}

// formatSpan returns ms in one unit: 48 h, 90 min.
func formatSpan(ms int64) string {
	minutes := (ms + 30_000) / 60_000
	switch {
	case minutes >= 100:
		return strconv.FormatInt((minutes+30)/60, 10) + " h"
	case minutes >= 2:
		return strconv.FormatInt(minutes, 10) + " min"
	}
	return strconv.FormatInt((ms+500)/1000, 10) + " s"
}
