package render

import (
	"slices"

	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// hostRow is a host's row of the overview, with what status.json has beyond it: all that is kept of a host once its page is
// written.
type hostRow struct {
	page.Row
	Rank   report.State // the row's State, which has an order
	Ribbon report.Ribbon
	Margin float64 // report.Host.Margin
	Status status
	Time   svg.Interval // of the sparklines
	Life   lifetime
}

// rowLabels are the headings of a row's values.
var rowLabels = [...]string{"CPU", "Memory", "Disk", "Load"}

// placeSparklines gives the sparklines of all rows one window of time, as long as the longest history and up to newest, in ms.
func placeSparklines(rows []hostRow, newest int64) {
	span, tails := int64(0), false
	for i := range rows {
		span = max(span, rows[i].Time.To-rows[i].Time.From)
		tails = tails || slices.ContainsFunc(rows[i].Values, func(v page.Value) bool { return v.Tail != "" })
	}
	window := svg.Interval{From: newest - span, To: newest}
	if tails {
		window = window.Ahead()
	}
	for i := range rows {
		rows[i].Box = svg.SparkBoxIn(window, rows[i].Time)
	}
}

// newTable returns the table of hosts, in the order of the rows; root leads to the site's folder.
func (s *Site) newTable(rows []hostRow, root, caption string, byName bool) page.Table {
	t := page.Table{Caption: caption, ByName: byName, Root: root, Labels: rowLabels[:], Period: formatSpan(s.keep().Milliseconds()),
		Order: "Worst first: by state, then how far beyond its level, then how long.", Heard: newStamp(markOld(rows))}
	if byName {
		t.Order = "By name."
	}
	t.Span, t.Each = "State, "+t.Period, s.cellText()
	for i := range rows {
		t.Rows = append(t.Rows, &rows[i].Row)
	}
	return t
}
