package render

import (
	"math"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// facts returns what the page's head says about the machine, without what is unknown.
func facts(h *report.Host) []page.Fact {
	var list []page.Fact
	add := func(label, value string) {
		if value != "" {
			list = append(list, page.Fact{Label: label, Value: value})
		}
	}
	number := func(v float64) string {
		if math.IsNaN(v) {
			return ""
		}
		return format(v, metric.Count)
	}
	if up := h.Facts.Uptime; !math.IsNaN(up) && up >= 0 {
		add("Uptime", formatDuration(up))
	}
	system := h.Facts.Platform
	if system == "" {
		system = h.Facts.OS
	}
	add("System", system)
	add("Kernel", h.Facts.Kernel)
	add("CPUs", number(h.Facts.CPUs))
	add("Users", number(h.Facts.Users))
	if n := len(h.Times); n > 0 {
		add("Samples", strconv.Itoa(n)+", every "+formatCadence(h.Cadence))
	}
	if len(h.Gaps) > 0 {
		add("Gaps", plural(len(h.Gaps), "gap")+", "+plural(h.Missing, "sample")+" missing")
	}
	return list
}
