package render

import (
	"bytes"
	"slices"
	"strconv"
	"time"

	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// worstFirst are the states in the order in which pages count them.
var worstFirst = [...]report.State{report.Critical, report.Silent, report.Warning, report.OK}

// sortRows puts rows into the overview's order: the worst first, those that are well by name.
func sortRows(rows []hostRow) {
	slices.SortFunc(rows, func(a, b hostRow) int { return compareTrouble(&a, &b) })
}

// overview makes the page of all hosts, in the order of the rows.
func (s *Site) overview(b *bytes.Buffer, rows []hostRow, compare []page.Link, changes feedBuffer, now time.Time) error {
	p := s.newOverview(rows, compare, changes, now)
	p.Table = s.newTable(rows, "", "Hosts, those in trouble first", false)
	return templates.Overview(b, &p)
}

// newOverview returns what the overviews of small and of large fleets have in common.
func (s *Site) newOverview(rows []hostRow, compare []page.Link, changes feedBuffer, now time.Time) page.Overview {
	counts, groups := countStates(rows), s.groupsOf(rows)
	p := page.Overview{
		Page: s.page(title(counts, len(rows)), "", worstOf(counts).String()), Heading: hostsText(len(rows)), At: newestSample(rows, now), Away: s.away, Silent: allSilentText(rows),
		Counts: newCounts(counts), Groups: groups, Compare: compare, Map: newMap(len(rows), len(groups)),
	}
	p.Feed, p.Changes = true, s.fleetChanges(changes, p.At.MS)
	return p
}

// newCounts returns the counts of all states.
func newCounts(counts map[report.State]int) []page.Count {
	var list []page.Count
	for _, state := range worstFirst {
		list = append(list, page.Count{State: state.String(), Text: formatCount(counts[state]), N: counts[state]})
	}
	return list
}

// newestSample returns the time of the newest sample of all hosts. Pages show it in place of the time of the run, so that
// equal samples give equal pages.
func newestSample(rows []hostRow, now time.Time) page.Stamp {
	newest := newestDate{now: now.UnixMilli()}
	for i := range rows {
		newest.add(rows[i].Last.MS, rows[i].Silent)
	}
	return newStamp(newest.date())
}

// countStates counts each host once, in the state that its row shows: one that is silent and critical is critical.
func countStates(rows []hostRow) map[report.State]int {
	counts := map[report.State]int{}
	for i := range rows {
		counts[rows[i].Rank]++
	}
	return counts
}

// title begins with the worst: "2 critical, 1 silent: psmonitor".
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
