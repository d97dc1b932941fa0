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

// Finish removes what is no longer, and writes the pages of all hosts, the time of this run and the manifest: last, when
// all that they name is there. present names the hosts that the store has, sorted.
func (s *Site) Finish(present []string, now time.Time) error {
	s.forgetUnmade()
	errs := []error{s.made.prune(s.root, present, s.assets, now), s.dropUnwanted()}
	for _, name := range slices.Sorted(maps.Keys(s.made.Hosts)) {
		if !s.made.Hosts[name].Absent.IsZero() {
			s.Failed(name, "no longer in the store")
		}
	}
	compared, err := s.compare()
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	if err := s.lists(); err != nil {
		return errors.Join(append(errs, err)...)
	}
	sortRows(s.rows)
	var b bytes.Buffer
	if err := s.overview(&b, s.rows, compared); err != nil {
		return errors.Join(append(errs, fmt.Errorf("overview: %w", err))...)
	}
	stamp := "globalThis.psmonitorStamp = " + strconv.FormatInt(now.UnixMilli(), 10) + ";\n"
	return errors.Join(append(errs,
		s.made.write(s.root),
		put(s.root, "stamp.js", []byte(stamp)),
		put(s.root, "index.html", b.Bytes()))...)
}

// compare writes the pages that compare hosts, after the manifest that names them, and removes those of charts that no
// host has any more. While a host cannot be read nobody knows its charts, and none is removed.
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
	if s.failed {
		return all, nil
	}
	return all, s.made.keepOnly(s.root, files)
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
	feed, err := feedXML(s.changes, newest)
	if err != nil {
		return err
	}
	return errors.Join(put(s.root, "status.json", statuses), put(s.root, "feed.xml", feed))
}

// dropUnwanted removes files of hosts that are no longer wanted: data.json when the configuration has turned it off.
func (s *Site) dropUnwanted() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(s.made.Hosts)) {
		h, wanted := s.made.Hosts[name], s.files(name)
		unwanted := func(file string) bool { return !slices.Contains(wanted, file) }
		var old []string
		for _, file := range h.Files {
			if unwanted(file) {
				old = append(old, file)
			}
		}
		if err := removeFiles(s.root, old); err != nil {
			errs = append(errs, fmt.Errorf("remove what %s no longer needs: %w", name, err))
			continue
		}
		h.Files = slices.DeleteFunc(h.Files, unwanted)
	}
	return errors.Join(errs...)
}
