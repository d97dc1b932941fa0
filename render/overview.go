package render

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"time"

	"psmonitor/render/report"
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
func (s *Site) overview(b *bytes.Buffer, rows []hostRow, compare []link, now time.Time) error {
	counts := countStates(rows)
	v := overviewView{
		page: page{Title: title(counts, len(rows)), Script: s.assets.overview, Style: s.assets.style,
			State: worstOf(counts).String(), Version: s.Version},
		At: newestSample(rows, now), Hosts: len(rows), Groups: s.groupsOf(rows), Compare: compare,
		Table: tableOf(rows, "", "Hosts, those in trouble first", false),
	}
	for _, state := range worstFirst {
		v.Counts = append(v.Counts, count{state.String(), strconv.Itoa(counts[state]), counts[state]})
	}
	return s.templates.ExecuteTemplate(b, "overview.gohtml", v)
}

// newestSample returns the time of the newest sample of all hosts. It is not the run's: what is rendered of equal samples is
// equal.
func newestSample(rows []hostRow, now time.Time) stamp {
	newest := newestDate{now: now.UnixMilli()}
	for i := range rows {
		newest.add(rows[i].Last.MS, rows[i].Silent)
	}
	return newStamp(newest.date())
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
