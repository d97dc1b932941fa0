package render

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"psmonitor/render/page"
)

// Finish writes the pages of all hosts and the time of this run, and then removes what is no longer: when something
// cannot be written, all that the old pages load is still there. present names the hosts that are shown, hidden those
// that the user does not want to see; both are sorted.
func (s *Site) Finish(present, hidden []string, now time.Time) error {
	if s.asBefore {
		return s.stampRun(now)
	}
	s.forgetUnmade()
	gone := s.made.absent(present, hidden, now)
	for _, name := range slices.Sorted(maps.Keys(s.made.Hosts)) {
		if !s.made.Hosts[name].Absent.IsZero() && !slices.Contains(gone, name) {
			s.Failed(name, "no longer in the store")
		}
	}
	compared, err := s.compare(now)
	if err != nil {
		return err
	}
	if err := s.lists(); err != nil {
		return err
	}
	list := chapters(s.rows)
	if err := s.writeChapters(list, compared); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.index(&b, list, compared, now); err != nil {
		return fmt.Errorf("overview: %w", err)
	}
	err = put(s.root, "index.html", b.Bytes())
	if err == nil {
		err = s.stampRun(now) // after the page that a browser reloads because of it
	}
	if err == nil {
		err = s.closeLedger()
	}
	if err != nil {
		return err
	}
	err = s.remove(gone, compared, chapterFiles(list))
	s.made.Marks = s.pageMarks()
	s.made.Done = err == nil
	return errors.Join(err, s.made.write(s.root))
}

// stampRun writes the time of this run.
func (s *Site) stampRun(now time.Time) error {
	return put(s.root, "stamp.js", []byte("globalThis.psmonitorStamp = "+strconv.FormatInt(now.UnixMilli(), 10)+";\n"))
}

// closeLedger puts the ledger in place, before the manifest that counts on it.
func (s *Site) closeLedger() error {
	if s.ledger == nil {
		return nil
	}
	l := s.ledger
	s.ledger = nil
	return l.finish(s.root)
}

// index makes index.html, the overview of a small fleet or of a large one. The rows are sorted by name.
func (s *Site) index(b *bytes.Buffer, list []chapter, compared []page.Link, now time.Time) error {
	if len(list) > 0 {
		return s.fleet(b, s.rows, list, compared, now)
	}
	sortRows(s.rows)
	return s.overview(b, s.rows, compared, now)
}

// remove removes what the pages just written do without. pages are those that belong to no host, but for the compared.
func (s *Site) remove(gone []string, compared []page.Link, pages []string) error {
	errs := []error{s.made.removeHosts(s.root, gone), s.made.pruneAssets(s.root, s.assets)}
	if !s.json && s.made.JSON {
		errs = append(errs, s.made.removeArticles(s.root))
	}
	for _, l := range compared {
		pages = append(pages, l.File)
	}
	for _, name := range s.made.Pages {
		if s.failed && strings.HasPrefix(name, "compare/") && !slices.Contains(pages, name) {
			pages = append(pages, name) // nobody knows which charts a host has that could not be read
		}
	}
	return errors.Join(append(errs, s.made.keepOnly(s.root, pages))...)
}

// compare writes the pages that compare hosts, after the manifest that names them.
func (s *Site) compare(now time.Time) ([]page.Link, error) {
	list := s.compared.sorted(s.charts)
	all := list.links()
	var files []string
	for _, l := range all {
		files = append(files, l.File)
	}
	if err := s.made.plan(s.root, files); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, c := range list {
		b.Reset()
		if err := s.comparePage(&b, c, len(s.rows), all, now); err != nil {
			return nil, err
		}
		if err := put(s.root, c.file(), b.Bytes()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Site) sortByName() {
	slices.SortFunc(s.rows, func(a, b hostRow) int { return strings.Compare(a.Name, b.Name) })
}

// lists writes what is for other programs: status.json and feed.xml.
func (s *Site) lists() error {
	s.sortByName()
	newest := int64(0)
	for _, r := range s.rows {
		newest = max(newest, r.Last.MS)
	}
	statuses, err := statusJSON(s.rows)
	if err != nil {
		return err
	}
	feed, err := feedXML(s.changes, newest, s.made.Seed)
	if err != nil {
		return err
	}
	return errors.Join(put(s.root, "status.json", statuses), put(s.root, "feed.xml", feed))
}
