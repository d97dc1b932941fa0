package render

import (
	"cmp"
	"slices"

	"psmonitor/render/page"
)

// This file chooses what the pages show that compare one chart of all hosts, compare/CHART.html: the hosts with the highest
// values of now.

// maxCompared is how many hosts such a page shows at most.
const maxCompared = 200

// comparison is one such page, while hosts come in: it keeps those with the highest values of now.
type comparison struct {
	id, title string
	domain    string // that most hosts' names share
	hosts     []comparedHost
	total     int // with this chart
}

// comparedHost is a host's part of such a page.
type comparedHost struct {
	name, file string
	groups     []string
	silent     bool
	multiple
}

func (c *comparison) file() string { return "compare/" + c.id + ".html" }

// add takes a host.
func (c *comparison) add(h comparedHost) {
	c.total++
	c.hosts = append(c.hosts, h)
	if len(c.hosts) >= 2*maxCompared {
		c.cut()
	}
}

// cut sorts the hosts and keeps the first. The order is that of the page: NaN comes before all numbers, and so last.
func (c *comparison) cut() {
	slices.SortFunc(c.hosts, func(a, b comparedHost) int {
		return cmp.Or(cmp.Compare(b.Now, a.Now), compareNames(a.name, b.name))
	})
	rest := c.hosts[min(len(c.hosts), maxCompared):]
	c.hosts = c.hosts[:len(c.hosts)-len(rest)]
	clear(rest)
}

// comparisons are all such pages.
type comparisons []*comparison

// add takes a host's charts. Their order is not kept: see sorted.
func (all *comparisons) add(row *hostRow, list []multiple) {
	for _, m := range list {
		at := slices.IndexFunc(*all, func(c *comparison) bool { return c.id == m.ID })
		if at < 0 {
			at = len(*all)
			*all = append(*all, &comparison{id: m.ID, title: m.Title})
		}
		(*all)[at].add(comparedHost{row.Name, row.File, row.Groups, row.Silent, m})
	}
}

// sorted returns the pages in the order of the charts named, and others after them by their ids.
func (all comparisons) sorted(charts []string) comparisons {
	place := func(c *comparison) int {
		if at := slices.Index(charts, c.id); at >= 0 {
			return at
		}
		return len(charts)
	}
	return slices.SortedFunc(slices.Values(all), func(a, b *comparison) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.id, b.id))
	})
}

// links returns the ways to the pages.
func (all comparisons) links() []page.Link {
	var list []page.Link
	for _, c := range all {
		list = append(list, page.Link{Title: c.title, File: c.file()})
	}
	return list
}
