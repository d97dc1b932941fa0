package render

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"psmonitor/render/page"
)

// This file writes the files that belong to no host. Each page comes after those that it links to, so that the overview
// is last.

const (
	indexName  = "index.html"
	statusName = "status.json"
	feedName   = "feed.xml"
	stampName  = "stamp.js"
)

// putAssets writes what pages load.
func (u *update) putAssets() error {
	for _, name := range slices.Sorted(maps.Keys(u.assets.files)) {
		if err := u.made.put(name, u.assets.files[name]); err != nil {
			return err
		}
	}
	return nil
}

// putStamp writes the time of this run, which tells a browser that there are new pages. It differs from run to run.
func (u *update) putStamp() error {
	text := "globalThis.psmonitorStamp = " + strconv.FormatInt(u.now.UnixMilli(), 10) + ";\n"
	_, err := u.root.put(".", file{stampName, []byte(text)})
	return err
}

// putShared writes the pages of several hosts and the files for other programs.
func (u *update) putShared() error {
	slices.SortFunc(u.rows, func(a, b hostRow) int { return compareNames(a.Name, b.Name) })
	domain := markDomains(u.rows)
	newest := newestSample(u.rows, u.now).MS
	placeSparklines(u.rows, newest)
	u.drawRibbons(u.rows, newest)
	compared := u.compared.sorted(u.Charts)
	links, list := compared.links(), chapters(u.rows)
	planned := chapterFiles(list)
	for _, l := range links {
		planned = append(planned, l.File)
	}
	if err := u.made.plan(nil, append(planned, statusName, feedName, troubleName, indexName)); err != nil {
		return err
	}
	for _, c := range compared {
		c.domain = domain
		err := u.putPage(c.file(), func(b *bytes.Buffer) error { return u.comparePage(b, c, len(u.rows), links, u.now) })
		if err != nil {
			return err
		}
	}
	if err := u.putLists(); err != nil {
		return err
	}
	for i, c := range list {
		if err := u.putPage(c.file(), func(b *bytes.Buffer) error { return u.chapterPage(b, list, i, links) }); err != nil {
			return err
		}
	}
	if err := u.putPage(indexName, func(b *bytes.Buffer) error { return u.index(b, list, links) }); err != nil {
		return err
	}
	return u.putStamp() // after the page that a browser loads again because of it
}

// putPage writes the page that make makes.
func (u *update) putPage(name string, make func(*bytes.Buffer) error) error {
	var b bytes.Buffer
	if err := make(&b); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return u.made.put(name, b.Bytes())
}

// putLists writes what is for other programs, and for the scripts of all hosts' pages. The rows are sorted by name.
func (u *update) putLists() error {
	newest := int64(0)
	for i := range u.rows {
		newest = max(newest, u.rows[i].Last.MS)
	}
	statuses, err := statusJSON(u.rows)
	if err != nil {
		return err
	}
	feed, err := feedXML(u.changes, newest, u.made.last.Seed)
	if err != nil {
		return err
	}
	trouble, err := troubleJS(u.rows)
	if err != nil {
		return err
	}
	return errors.Join(u.made.put(statusName, statuses), u.made.put(feedName, feed), u.made.put(troubleName, trouble))
}

// index makes the overview, of a small fleet or of a large one.
func (u *update) index(b *bytes.Buffer, list []chapter, links []page.Link) error {
	if len(list) > 0 {
		return u.Site.fleet(b, u.rows, list, links, u.changes, u.now)
	}
	sortRows(u.rows)
	return u.overview(b, u.rows, links, u.changes, u.now)
}
