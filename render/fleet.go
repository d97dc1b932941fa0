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

// This file makes the overview of a large fleet. It shows the hosts in trouble as the overview of a small fleet does, and of
// all others the names only.

const (
	onePage     = 1000 // hosts that the overview shows in full
	maxTroubled = 1000 // hosts in trouble that a large fleet's shows in full
)

// fleet makes the page. rows and the chapters, which divide them, are sorted by name.
func (s *Site) fleet(b *bytes.Buffer, rows []hostRow, list []chapter, compare []page.Link, changes feedBuffer, now time.Time) error {
	counts := countStates(rows)
	troubled := inTrouble(rows)
	shown := troubled[:min(len(troubled), maxTroubled)]
	groups := s.groupsOf(rows)
	e := entries{places: placesOf(groups)}
	p := page.Fleet{
		Overview: page.Overview{
			Page: s.page(title(counts, len(rows)), "", worstOf(counts).String()), Heading: hostsText(len(rows)), At: newestSample(rows, now), Away: s.away,
			Counts: newCounts(counts, formatCount), Groups: groups, Compare: compare, Map: newMap(len(rows), len(groups)),
			Table: s.newTable(shown, "", "Hosts in trouble, the worst first", false),
		},
		Trouble: formatCount(len(troubled)), Shown: "in trouble", More: e.byState(troubled[len(shown):]), Others: e.byChapter(list),
	}
	if len(shown) < len(troubled) {
		p.Shown += ": the worst " + formatCount(len(shown))
	}
	p.Feed, p.Changes = true, s.fleetChanges(changes, p.At.MS)
	return templates.Fleet(b, &p)
}

// inTrouble returns the rows of hosts in trouble, the worst first.
func inTrouble(rows []hostRow) []hostRow {
	var list []hostRow
	for i := range rows {
		if rows[i].Rank != report.OK {
			list = append(list, rows[i])
		}
	}
	sortRows(list)
	return list
}

// worstOf returns the worst state that a host is in.
func worstOf(counts map[report.State]int) report.State {
	worst := report.OK
	for state, n := range counts {
		if n > 0 {
			worst = max(worst, state)
		}
	}
	return worst
}

// entries makes lists of hosts of which only the names are shown.
type entries struct {
	places map[string]int // of groups, in the page's list of groups, from 1
}

// byState returns rows, sorted by their states, in a section for each state.
func (e entries) byState(rows []hostRow) []page.Section {
	var list []page.Section
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r hostRow) bool { return r.Rank != rows[0].Rank })
		if n < 0 {
			n = len(rows)
		}
		section := page.Section{State: rows[0].State, Hosts: formatCount(n)}
		for part := range slices.Chunk(rows[:n], chapterHosts) {
			section.Blocks = append(section.Blocks, e.block(part, part[0].Rank))
		}
		list, rows = append(list, section), rows[n:]
	}
	return list
}

// byChapter returns the rows that are not in trouble, in a block for each chapter, whose heading leads there.
func (e entries) byChapter(list []chapter) []page.Block {
	var blocks []page.Block
	for _, c := range list {
		block := e.block(c.rows, report.OK)
		block.Chapter, block.First = page.Link{Title: c.title(), File: c.file()}, c.first()
		if n := len(c.rows) - len(block.Entries); n > 0 {
			block.Trouble = formatCount(n)
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// block returns the rows that are in a state.
func (e entries) block(rows []hostRow, state report.State) page.Block {
	b := page.Block{State: state.String()}
	for i := range rows {
		if r := &rows[i]; r.Rank == state {
			b.Entries = append(b.Entries, page.Entry{Name: r.Name, Domain: r.Domain, File: r.File, Groups: e.placesOf(r), Used: usedText(r)})
		}
	}
	return b
}

// placesOf returns the places of a host's groups: "2 5".
func (e entries) placesOf(r *hostRow) string {
	var b []byte
	for _, name := range r.Groups {
		if place := e.places[name]; place > 0 {
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(place), 10)
		}
	}
	return string(b)
}
