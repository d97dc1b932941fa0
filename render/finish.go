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
)

// Finish writes the pages of all hosts and the time of this run, and then removes what is no longer: when something
// cannot be written, all that the old pages load is still there. present names the hosts that are shown, hidden those
// that the user does not want to see; both are sorted.
func (s *Site) Finish(present, hidden []string, now time.Time) error {
	s.forgetUnmade()
	gone := s.made.absent(present, hidden, now)
	for _, name := range slices.Sorted(maps.Keys(s.made.Hosts)) {
		if !s.made.Hosts[name].Absent.IsZero() && !slices.Contains(gone, name) {
			s.Failed(name, "no longer in the store")
		}
	}
	compared, err := s.compare()
	if err != nil {
		return err
	}
	if err := s.lists(); err != nil {
		return err
	}
	sortRows(s.rows)
	var b bytes.Buffer
	if err := s.overview(&b, s.rows, compared); err != nil {
		return fmt.Errorf("overview: %w", err)
	}
	stamp := "globalThis.psmonitorStamp = " + strconv.FormatInt(now.UnixMilli(), 10) + ";\n"
	err = put(s.root, "index.html", b.Bytes())
	if err == nil {
		err = put(s.root, "stamp.js", []byte(stamp)) // after the page that a browser reloads because of it
	}
	if err != nil {
		return err
	}
	return errors.Join(s.remove(gone, compared), s.made.write(s.root))
}

// remove removes what the pages just written do without.
func (s *Site) remove(gone []string, compared []link) error {
	errs := []error{s.made.removeHosts(s.root, gone), s.made.pruneAssets(s.root, s.assets)}
	if !s.json && s.made.JSON {
		errs = append(errs, s.made.removeArticles(s.root))
	}
	if !s.failed { // else nobody knows which charts a host has that could not be read
		var pages []string
		for _, l := range compared {
			pages = append(pages, l.File)
		}
		errs = append(errs, s.made.keepOnly(s.root, pages))
	}
	return errors.Join(errs...)
}

// compare writes the pages that compare hosts, after the manifest that names them.
func (s *Site) compare() ([]link, error) {
	s.sortByName()
	list := comparisons(s.rows)
	all := links(list)
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
		if err := s.comparePage(&b, c, len(s.rows), all); err != nil {
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
