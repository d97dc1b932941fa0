package render

import (
	"bytes"
	"strconv"

	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/templates"
)

// This file makes the chapters of a large fleet, hosts/1.html and so on. Each shows some hosts, by name, as the overview of
// a small fleet does.

// chapterHosts is how many hosts a chapter has; the last may have fewer.
const chapterHosts = 250

// chapter is one such page.
type chapter struct {
	number int // from 1
	rows   []hostRow
}

func (c chapter) file() string  { return "hosts/" + c.name() }
func (c chapter) name() string  { return strconv.Itoa(c.number) + ".html" }
func (c chapter) first() string { return c.rows[0].Name }
func (c chapter) last() string  { return c.rows[len(c.rows)-1].Name }

// title says from which host to which: "web-0001 to web-0250".
func (c chapter) title() string {
	if len(c.rows) == 1 {
		return c.first()
	}
	return c.first() + " to " + c.last()
}

// chapters divides rows that are sorted by name. There are none if one page is enough for all.
func chapters(rows []hostRow) []chapter {
	if len(rows) <= onePage {
		return nil
	}
	var list []chapter
	for from := 0; from < len(rows); from += chapterHosts {
		list = append(list, chapter{len(list) + 1, rows[from:min(from+chapterHosts, len(rows))]})
	}
	return list
}

// chapterFiles returns the files of chapters, from the site's folder.
func chapterFiles(list []chapter) []string {
	var files []string
	for _, c := range list {
		files = append(files, c.file())
	}
	return files
}

// chapterPage makes the page of the chapter at a place of the list.
func (s *Site) chapterPage(b *bytes.Buffer, list []chapter, at int, compare []page.Link) error {
	c := list[at]
	worst, all := report.OK, 0
	for _, other := range list {
		all += len(other.rows)
	}
	for i := range c.rows {
		worst = max(worst, c.rows[i].Rank)
	}
	from := at*chapterHosts + 1
	p := page.Chapter{
		Page: s.page(c.title()+": psmonitor", "../", worst.String()), Heading: c.title(), Compare: compare,
		Place: formatCount(from) + "–" + formatCount(from+len(c.rows)-1) + " of " + formatCount(all) + " hosts, by name",
		Table: s.newTable(c.rows, "../", "Hosts by name", true),
	}
	if at > 0 {
		p.Before = list[at-1].name()
	}
	if at+1 < len(list) {
		p.Next = list[at+1].name()
	}
	return templates.Chapter(b, &p)
}
