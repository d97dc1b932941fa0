package render

import (
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
		c := chartWith(h, order[i].ID)
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
		if state := worstShown(h.Reasons, c); state > worst[at] {
			worst[at], list[at].State = state, state.String()
		}
	}
	return list
}

// worstShown returns the worst state for which a chart shows the reason.
func worstShown(reasons []report.Reason, c *report.Chart) report.State {
	worst := report.OK
	for _, r := range reasons {
		if r.Chart == c.ID {
			worst = max(worst, r.State)
		}
	}
	return worst
}
