package render

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/render/svg"
	"psmonitor/templates"
)

// This file makes the pages that show one chart of all hosts, compare/CHART.html: small pictures on one scale, the host
// with the highest value of now first.

// scale is what the pictures of one page share.
type scale struct {
	panels   svg.Panels
	from, to int64 // ms
}

// maxCompared is how many hosts such a page shows at most.
const maxCompared = 200

// comparison is one such page, while hosts come in: it keeps those with the highest values of now.
type comparison struct {
	id, title string
	hosts     []comparedHost
	total     int // with this chart
}

// comparedHost is a host's part of such a page.
type comparedHost struct {
	name, file string
	state      report.State
	silent     bool
	multiple
}

func (c *comparison) file() string { return "compare/" + c.id + ".html" }

// add takes a host.
func (c *comparison) add(h comparedHost) {
	c.total++
	c.hosts = append(c.hosts, h)
	if len(c.hosts) >= 2*maxCompared {
		c.cut()
	}
}

// cut sorts the hosts and keeps the first. The order is that of the page: NaN comes before all numbers, and so last.
func (c *comparison) cut() {
	slices.SortFunc(c.hosts, func(a, b comparedHost) int {
		return cmp.Or(cmp.Compare(b.Now, a.Now), compareNames(a.name, b.name))
	})
	rest := c.hosts[min(len(c.hosts), maxCompared):]
	c.hosts = c.hosts[:len(c.hosts)-len(rest)]
	clear(rest)
}

// comparisons are all such pages.
type comparisons []*comparison

// add takes a host's charts. Their order is not kept: see sorted.
func (all *comparisons) add(row *hostRow, list []multiple) {
	for _, m := range list {
		at := slices.IndexFunc(*all, func(c *comparison) bool { return c.id == m.ID })
		if at < 0 {
			at = len(*all)
			*all = append(*all, &comparison{id: m.ID, title: m.Title})
		}
		(*all)[at].add(comparedHost{row.Name, row.File, row.Rank, row.Silent, m})
	}
}

// sorted returns the pages in the order of the charts named, and others after them by their ids.
func (all comparisons) sorted(charts []string) comparisons {
	place := func(c *comparison) int {
		if at := slices.Index(charts, c.id); at >= 0 {
			return at
		}
		return len(charts)
	}
	return slices.SortedFunc(slices.Values(all), func(a, b *comparison) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.id, b.id))
	})
}

// links returns the ways to the pages.
func (all comparisons) links() []page.Link {
	var list []page.Link
	for _, c := range all {
		list = append(list, page.Link{Title: c.title, File: c.file()})
	}
	return list
}

// comparePage makes one page. hosts is how many there are in all.
func (s *Site) comparePage(b *bytes.Buffer, c *comparison, hosts int, all []page.Link, now time.Time) error {
	c.cut()
	shared := c.scale(now.UnixMilli())
	worst := report.OK
	var list []page.Multiple
	for _, h := range c.hosts {
		worst = max(worst, h.state)
		list = append(list, h.page(&shared))
	}
	p := page.Compare{
		Page: s.page(c.title+" of all hosts: psmonitor", "../", worst.String()), ID: c.id, Chart: c.title, Shown: shownText(len(list), c.total),
		Span: formatSpan(shared.to - shared.from), To: newStamp(shared.to), Without: withoutText(hosts - c.total), Multiples: list, Compare: all,
	}
	if err := templates.Compare(b, &p); err != nil {
		return fmt.Errorf("page %s: %w", c.file(), err)
	}
	return nil
}

// page returns what the page shows of the host.
func (h *comparedHost) page(shared *scale) page.Multiple {
	m := page.Multiple{Name: h.name, File: h.file, State: h.state.String(), Now: h.Text, Note: shared.outside(h.From, h.To),
		Picture: shared.panels.Append(nil, h.Shape)}
	if m.Note != "" && h.Detail != "" {
		m.Note += "; "
	}
	m.Note += h.Detail
	return m
}

// shownText says how many hosts are shown of those that have the chart.
func shownText(shown, all int) string {
	if shown < all {
		return "The first " + strconv.Itoa(shown) + " of " + plural(all, "host")
	}
	return plural(all, "host")
}

// scale returns the scale on which all hosts are drawn. It reaches up to the highest value of all hosts. Its time is as long
// as the longest history, and ends at the newest sample that is not in the future, so that one wrong clock does not move the
// other charts.
func (c *comparison) scale(now int64) scale {
	var shared scale
	var unit metric.Unit
	low, high, top, span, mirrored := 0.0, 0.0, 0.0, int64(0), false
	newest := newestDate{now: now}
	for _, h := range c.hosts {
		unit = h.Unit
		low, high, top = min(low, h.Low), max(high, h.High), max(top, h.Top)
		mirrored = mirrored || h.Down != ""
		newest.add(h.To, h.silent)
		span = max(span, h.To-h.From)
	}
	shared.to = newest.date()
	shared.from = shared.to - span
	ticks := scaleOf(unit)
	axis := ticks.Axis(low, high, top)
	axis.Mirrored = mirrored
	// Times count back from the end: the same in every zone.
	shared.panels = svg.NewPanels(axis, ticks, shared.from, shared.to, [3]string{"−" + formatSpan(span), "−" + formatSpan(span/2), "0"})
	return shared
}

// outside says why a host's samples are not, or not all, within the time that is shown; "" if they are.
func (s *scale) outside(from, to int64) string {
	switch {
	case to > s.to:
		return "its clock is ahead"
	case to <= s.from:
		return "no samples in this time"
	}
	return ""
}
