package render

import (
	"slices"

	"psmonitor/render/page"
	"psmonitor/render/report"
)

// newSections returns the sections of a host's page, in the order of its charts, with the worst state of what their charts
// show.
func newSections(h *report.Host) []page.HostSection {
	var list []page.HostSection
	var worst []report.State
	for _, c := range h.Charts {
		title := c.Section
		if title == "" {
			title = c.Title
		}
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
