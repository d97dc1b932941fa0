package render

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/svg"
	"psmonitor/templates"
)

// This file makes the pages that compare one chart of all hosts: small pictures on one scale.

// scale is what the pictures of one page share. The page script gets it as JSON.
type scale struct {
	panels svg.Panels

	From     int64         `json:"from"` // ms
	To       int64         `json:"to"`
	Min      float64       `json:"min"`
	Max      float64       `json:"max"`
	Mirrored bool          `json:"mirrored"` // below zero are values that grow downwards
	Unit     metric.Format `json:"unit"`
}

// comparePage makes one page. hosts is how many there are in all.
func (s *Site) comparePage(b *bytes.Buffer, c *comparison, hosts int, all []page.Link, now time.Time) error {
	c.cut()
	shared := c.scale(now.UnixMilli())
	data, err := json.Marshal(shared)
	if err != nil {
		return err
	}
	rows := c.rows()
	counts, groups := countStates(rows), s.groupsOf(rows)
	places := placesOf(groups)
	p := page.Compare{
		Page: s.page(c.title+" of all hosts: psmonitor", "../", worstOf(counts).String()), ID: c.id, Chart: c.title, Shown: shownText(len(rows), c.total), Cut: len(rows) < c.total,
		Span: formatSpan(shared.To - shared.From), To: newStamp(shared.To), Without: withoutText(hosts - c.total), Compare: all,
		Counts: newCounts(counts), Groups: groups, Scale: page.Data{ID: "scale", JSON: data},
	}
	for i := range c.hosts {
		p.Multiples = append(p.Multiples, c.hosts[i].page(&shared, c.domain, places.of(c.hosts[i].groups)))
	}
	return templates.Compare(b, &p)
}

// rows returns the hosts as rows that have only groups and the states of the chart.
func (c *comparison) rows() []hostRow {
	rows := make([]hostRow, len(c.hosts))
	for i := range c.hosts {
		rows[i].Rank, rows[i].Groups = c.hosts[i].State, c.hosts[i].groups
	}
	return rows
}

// page returns what the page shows of the host. domain is the end that most hosts' names share, groups are the places of its groups.
func (h *comparedHost) page(shared *scale, domain, groups string) page.Multiple {
	m := page.Multiple{Name: h.name, File: h.file, Groups: groups, State: h.State.String(), Silent: h.silent, Now: h.Text, Note: shared.outside(h.To),
		Picture: shared.panels.Append(nil, h.Shape, h.Levels.Warning, h.Levels.Critical)}
	if m.Note != "" && h.Detail != "" {
		m.Note += "; "
	}
	m.Note += h.Detail
	if strings.HasSuffix(h.name, domain) {
		m.Domain = domain
	}
	m.Head, m.Tail = splitName(strings.TrimSuffix(h.name, m.Domain))
	return m
}

// shownText says how many hosts are shown of those that have the chart.
func shownText(shown, all int) string {
	if shown < all {
		return "The first " + formatCount(shown) + " of " + hostsText(all)
	}
	return hostsText(all)
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
	shared.To = newest.date()
	shared.From = shared.To - span
	ticks := scaleOf(unit)
	axis := ticks.Axis(low, high, top)
	axis.Mirrored = mirrored
	shared.Min, shared.Max, shared.Mirrored, shared.Unit = axis.Min, axis.Max, mirrored, unit.Format()
	// Times count back from the end: the same in every zone.
	shared.panels = svg.NewPanels(axis, ticks, shared.From, shared.To, [3]string{"−" + formatSpan(span), "−" + formatSpan(span/2), "now"})
	return shared
}

// outside says why a host's samples are not, or not all, within the time that is shown; "" if they are.
func (s *scale) outside(to int64) string {
	switch {
	case to > s.To:
		return "its clock is ahead"
	case to <= s.From:
		return "no samples in this time"
	}
	return ""
}
