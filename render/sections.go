package render

import (
	"cmp"
	"slices"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// newSections returns the sections of a host's page, in the order of its charts, with the worst state of what their charts
// show.
func newSections(h *report.Host, order []page.Chart) []page.HostSection {
	var list []page.HostSection
	var worst []report.State
	for i := range order {
		c := h.Chart(order[i].ID)
		title := cmp.Or(c.Section, c.Title)
		at := slices.IndexFunc(list, func(s page.HostSection) bool { return s.Title == title })
		if at < 0 {
			at = len(list)
			list, worst = append(list, page.HostSection{Title: title}), append(worst, report.OK)
		}
		list[at].Charts = append(list[at].Charts, c.ID)
		if c.State > worst[at] {
			worst[at], list[at].State = c.State, c.State.String()
		}
	}
	return list
}
