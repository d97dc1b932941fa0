package render

import (
	"bytes"
	"cmp"
	"html/template"
	"slices"
	"time"

	"psmonitor/render/report"
)

// This file makes the overview of a large fleet: the hosts in trouble as a small fleet's overview shows them, all others
// by their names only.

const (
	onePage      = 1000 // hosts that the overview shows in full
	mostTroubled = 1000 // hosts in trouble that a large fleet's shows in full
)

// fleet makes the page. rows and the chapters, which divide them, are sorted by name.
func (s *Site) fleet(b *bytes.Buffer, rows []hostRow, list []chapter, compare []link, now time.Time) error {
	counts := countStates(rows)
	troubled := inTrouble(rows)
	shown := troubled[:min(len(troubled), mostTroubled)]
	groups := s.groupsOf(rows)
	e := entries{places: placesOf(groups)}
	v := fleetView{
		page: page{Title: title(counts, len(rows)), Script: s.assets.overview, Style: s.assets.style,
			State: worstOf(counts).String(), Version: s.Version},
		At: newestSample(rows, now), Hosts: plainText(len(rows)), Groups: groups, Compare: compare, Trouble: plainText(len(troubled)),
		Table: tableOf(shown, "", "Hosts in trouble, the worst first", false),
		More:  e.byState(troubled[len(shown):]), Others: e.byChapter(list),
	}
	if len(shown) < len(troubled) {
		v.Shown = plainText(len(shown))
	}
	for _, state := range worstFirst {
		v.Counts = append(v.Counts, count{state.String(), plainText(counts[state]), counts[state]})
	}
	return s.templates.ExecuteTemplate(b, "fleet.gohtml", v)
}

// inTrouble returns the rows of hosts in trouble, the worst first, and those that are as bad by name.
func inTrouble(rows []hostRow) []hostRow {
	var list []hostRow
	for i := range rows {
		if rows[i].state != report.OK {
			list = append(list, rows[i])
		}
	}
	slices.SortStableFunc(list, func(a, b hostRow) int { return cmp.Compare(b.state, a.state) })
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

// entries writes the lists of hosts of which only the names are shown. places has the places of groups in the list
// that the page can be asked for: what a host's entry says of them.
type entries struct{ places map[string]int }

// byState returns rows, sorted by their states, in blocks of one state each.
func (e entries) byState(rows []hostRow) template.HTML {
	var b []byte
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r hostRow) bool { return r.state != rows[0].state })
		if n < 0 {
			n = len(rows)
		}
		b = appendWithin(b, `<section><h3>`, plainText(n)+" "+rows[0].state.String(), "</h3>\n")
		for block := range slices.Chunk(rows[:n], chapterHosts) {
			b = append(e.appendBlock(append(b, `<div class="block">`...), block, block[0].state), "</div>\n"...)
		}
		b, rows = append(b, "</section>\n"...), rows[n:]
	}
	return template.HTML(b)
}

// byChapter returns the rows that are not in trouble, in a block for each chapter, whose heading leads there.
func (e entries) byChapter(list []chapter) template.HTML {
	var b []byte
	for _, c := range list {
		b = appendTexts(b, `<div class="block"><h3><a href="`, c.file(), `">`)
		b = appendWithin(b, "", c.title(), `</a>`)
		if n := len(inTrouble(c.rows)); n > 0 {
			b = appendTexts(b, ` <small>`, plainText(n), ` in trouble</small>`)
		}
		b = append(e.appendBlock(append(b, "</h3>"...), c.rows, report.OK), "</div>\n"...)
	}
	return template.HTML(b)
}

// appendBlock appends the list of those rows that are in a state.
func (e entries) appendBlock(b []byte, rows []hostRow, state report.State) []byte {
	b = appendTexts(b, "\n", `<ul class="entries `, state.String(), `" data-state="`, state.String(), `">`)
	for i := range rows {
		if rows[i].state == state {
			b = e.appendEntry(b, &rows[i])
		}
	}
	return append(b, "</ul>"...)
}

func (e entries) appendEntry(b []byte, r *hostRow) []byte {
	before := `<li data-groups="`
	for _, name := range r.Groups {
		if place := e.places[name]; place > 0 {
			b = appendInt(append(b, before...), int64(place))
			before = " "
		}
	}
	if before == " " {
		b = append(b, `">`...)
	} else {
		b = append(b, `<li>`...)
	}
	return append(appendHostLink(b, r, ""), `</li>`...)
}
