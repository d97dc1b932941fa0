package render

import (
	"bytes"
	"slices"
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
	troubled := inTrouble(rows)
	shown := troubled[:min(len(troubled), maxTroubled)]
	p := page.Fleet{Overview: s.newOverview(rows, compare, changes, now), Trouble: formatCount(len(troubled)), Shown: "in trouble"}
	p.Table = s.newTable(shown, "", "Hosts in trouble, the worst first", false)
	if len(shown) < len(troubled) {
		p.Shown += ": the worst " + formatCount(len(shown))
	}
	places := placesOf(p.Groups)
	p.More, p.Others = byState(troubled[len(shown):], places), byChapter(list, places)
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

// byState returns rows, sorted by their states, in a section for each state.
func byState(rows []hostRow, places groupPlaces) []page.Section {
	var list []page.Section
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r hostRow) bool { return r.Rank != rows[0].Rank })
		if n < 0 {
			n = len(rows)
		}
		section := page.Section{State: rows[0].State, Hosts: formatCount(n)}
		for part := range slices.Chunk(rows[:n], chapterHosts) {
			section.Blocks = append(section.Blocks, newBlock(part, part[0].Rank, places))
		}
		list, rows = append(list, section), rows[n:]
	}
	return list
}

// byChapter returns the rows that are not in trouble, in a block for each chapter, whose heading leads there.
func byChapter(list []chapter, places groupPlaces) []page.Block {
	var blocks []page.Block
	for _, c := range list {
		block := newBlock(c.rows, report.OK, places)
		block.Chapter, block.First = page.Link{Title: c.title(), File: c.file()}, c.first()
		if n := len(c.rows) - len(block.Entries); n > 0 {
			block.Trouble = formatCount(n)
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// newBlock returns the rows that are in a state.
func newBlock(rows []hostRow, state report.State, places groupPlaces) page.Block {
	b := page.Block{State: state.String()}
	for i := range rows {
		if r := &rows[i]; r.Rank == state {
			b.Entries = append(b.Entries, page.Entry{Name: r.Name, Domain: r.Domain, File: r.File, Groups: places.of(r.Groups), Used: usedText(r)})
		}
	}
	return b
}
