package render

import (
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// hostRow is a host's row of the overview, with what status.json has beyond it: all that is kept of a host once its page is
// written.
type hostRow struct {
	page.Row
	Rank   report.State // the row's State, which has an order
	Ribbon report.Ribbon
	Status status
	Life   lifetime
}

// rowLabels are the headings of a row's values.
var rowLabels = [...]string{"CPU", "Memory", "Disk", "Load"}

// newTable returns the table of hosts, in the order of the rows; root leads to the site's folder.
func (s *Site) newTable(rows []hostRow, root, caption string, byName bool) page.Table {
	t := page.Table{Caption: caption, ByName: byName, Root: root, Labels: rowLabels[:],
		Span: "Last " + formatSpan(s.keep().Milliseconds())}
	for i := range rows {
		t.Rows = append(t.Rows, &rows[i].Row)
	}
	return t
}
