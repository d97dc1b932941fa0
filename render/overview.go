package render

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"

	"psmonitor/metric"
	"psmonitor/report"
)

// worstFirst are the states in the order in which pages count them.
var worstFirst = [...]report.State{report.Critical, report.Silent, report.Warning, report.OK}

// sortRows puts rows into the overview's order: trouble first, then by name.
func sortRows(rows []hostRow) {
	slices.SortFunc(rows, func(a, b hostRow) int {
		return cmp.Or(cmp.Compare(b.state, a.state), cmp.Compare(a.Name, b.Name))
	})
}

// overview makes the page of all hosts, in the order of the rows.
func (s *Site) overview(b *bytes.Buffer, rows []hostRow, compare []link) error {
	counts := countStates(rows)
	v := overviewView{
		page: page{Title: title(counts, len(rows)), Script: s.assets.overview, Style: s.assets.style,
			State: worstOf(counts).String(), Version: s.version},
		Hosts: len(rows), Groups: s.groupsOf(rows), Compare: compare,
		Table: tableOf(rows, "", "Hosts, those in trouble first", false),
	}
	for _, state := range worstFirst {
		v.Counts = append(v.Counts, count{state.String(), strconv.Itoa(counts[state]), counts[state]})
	}
	return s.templates.ExecuteTemplate(b, "overview.gohtml", v)
}

// countStates counts hosts by their states. A host that is silent and worse counts as both, as it is found as both.
func countStates(rows []hostRow) map[report.State]int {
	counts := map[report.State]int{}
	for i := range rows {
		counts[rows[i].state]++
		if rows[i].Silent && rows[i].state != report.Silent {
			counts[report.Silent]++
		}
	}
	return counts
}

// title says the worst first: "2 critical, 1 silent: psmonitor".
func title(counts map[report.State]int, hosts int) string {
	t := ""
	for _, state := range worstFirst[:3] {
		if n := counts[state]; n > 0 {
			if t != "" {
				t += ", "
			}
			t += strconv.Itoa(n) + " " + state.String()
		}
	}
	if t == "" {
		t = plural(hosts, "host") + " ok"
	}
	return t + ": psmonitor"
}

// newRow returns the overview's row of a host.
func newRow(h *report.Host, file string) hostRow {
	r := hostRow{Name: h.Name, File: file, Groups: h.Groups, State: h.State.String(), Silent: h.Silent, state: h.State, Reasons: reasons(h),
		Last: newStamp(h.Last()), Cadence: h.Due, status: newStatus(h)}
	if len(h.Reasons) > 0 {
		if r.Since = newStamp(cmp.Or(h.Reasons[0].Since, h.Since)); r.Since.MS == 0 {
			r.Held = heldFor(h)
		}
	}
	mount, disk := h.FullestDisk()
	r.Values = []valueCell{
		percentCell("CPU", "", "cpu", h, h.CPUBusy()),
		percentCell("Memory", "", "memory", h, h.MemoryUsed()),
		percentCell("Disk", mount, "disk", h, disk),
		loadCell(h, h.Values("load.m1"), h.LoadPerCPU()),
	}
	return r
}

// percentCell shows a percentage. kind is that of the report's reasons, and detail the mount of a disk, else "".
func percentCell(label, detail, kind string, h *report.Host, values []float64) valueCell {
	c := valueCell{Label: label, Text: none, Detail: detail, Percent: -1, State: stateOf(h, kind, detail)}
	if now := lastOf(values); !math.IsNaN(now) {
		c.Text = strconv.FormatFloat(now, 'f', 0, 64) + " %"
		c.Percent = math.Round(now*10) / 10
	}
	c.Spark = sparkline(h, values, 100)
	return c
}

// loadCell shows the load itself, and as bar and sparkline the load per CPU, of which one is full.
func loadCell(h *report.Host, loads, perCPU []float64) valueCell {
	c := valueCell{Label: "Load", Text: none, Percent: -1, State: stateOf(h, "load", "")}
	if now := lastOf(loads); !math.IsNaN(now) {
		c.Text = format(now, metric.Load)
		c.Percent = math.Round(min(100, 100*lastOf(perCPU)))
	}
	top := 1.0
	for _, v := range perCPU {
		if v > top {
			top = v
		}
	}
	c.Spark = sparkline(h, perCPU, top)
	return c
}

func lastOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return values[len(values)-1]
}
