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

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// formatCadence returns a spacing in ms as people say it: 5 min, 90 s.
func formatCadence(ms int64) string {
	seconds := (ms + 500) / 1000
	switch {
	case ms < 1000:
		return strconv.FormatInt(ms, 10) + " ms"
	case seconds >= 55 && (seconds%60 <= 5 || seconds%60 >= 55):
		return strconv.FormatInt((seconds+30)/60, 10) + " min"
	}
	return strconv.FormatInt(seconds, 10) + " s"
}
