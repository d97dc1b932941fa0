package render

import (
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/render/svg"
	"psmonitor/templates"
)

// This file makes the pages of a host's history, weeks.html and years.html. They have the parts of the page of its samples, but for
// those that tell its state.

// historyPage makes one of a host's history pages.
func (s *Site) historyPage(b *pageBuffer, h *report.Host, at int, has pageSet) error {
	kind := &pagesOfHost[at]
	p := page.Host{
		Page: s.page(h.Name+", "+kind.title+": psmonitor", "../../", ""), Name: h.Name, Means: kind.means, Before: beforeText(h, at),
		Last: newStamp(h.Last() + h.Cadence), Cadence: h.Due, Facts: []page.Fact{{Label: "Shown", Value: shownMeans(kind, h)}}, Notes: h.Notes,
		Ranges: ranges(h, at, has), Charts: historyCharts(b, h, kind),
	}
	p.Script, p.Sections = s.assets.host, newSections(h, p.Charts)
	var err error
	if p.Data, err = s.hostData(b, h, kind.open); err != nil {
		return err
	}
	return templates.Host(&b.Buffer, &p)
}

// shownMeans says what the lines and the bands of a history page are.
func shownMeans(kind *hostPage, h *report.Host) string {
	of := kind.means
	if kind.span.Length.Hours() == day {
		of += " (UTC)"
	}
	return of + " of " + formatSpan(h.Extent.To-h.Extent.From+h.Cadence) + "; bands reach from the lowest to the highest sample"
}

// historyCharts returns the charts of a history page, those that show nothing last.
func historyCharts(b *pageBuffer, h *report.Host, kind *hostPage) []page.Chart {
	samples, tails := samplesOf(h), h.Tails()
	if len(tails) > 0 {
		samples.To = tailsEnd(h)
	}
	timeline := svg.NewTimeline(samples)
	list := make([]page.Chart, len(h.Charts))
	for i := range h.Charts {
		c := &h.Charts[i]
		list[i] = newChart(*c)
		list[i].Now, list[i].Of = "Last", kind.means
		list[i].Picture = b.part(func(part []byte) []byte { return appendPicture(part, timeline, *c, tails) })
		if c.IsIdle() {
			list[i].Shut, list[i].Note = true, c.Idle+" in "+formatSpan(h.Extent.To-h.Extent.From)
		}
	}
	return inOrder(list, h.Charts)
}
