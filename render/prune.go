package render

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// This file removes what is no longer part of the site: only what the manifest names, and last, so that everything that
// the old pages load is there until the new ones are.

// pruneAfter is how long a host must have been absent from the store before its files are removed.
const pruneAfter = time.Hour

// findAbsent returns the hosts whose files are to be removed: those that were absent from the store in an earlier run, at
// least pruneAfter ago, and those that the user has hidden. The others that the store is without keep their files.
func (u *update) findAbsent() (gone []string) {
	hidden, now := slices.Sorted(slices.Values(u.fleet.Hidden)), u.now.UnixMilli()
	for name, h := range u.made.Hosts {
		if _, present := u.next.Hosts[name]; present {
			continue
		}
		since := h.Absent
		if since == 0 || since > now { // then the clock was ahead
			since = now
		}
		_, hide := slices.BinarySearch(hidden, name)
		if hide || now-since >= pruneAfter.Milliseconds() || !u.root.Has(pageOf(name)) {
			gone = append(gone, name)
		} else {
			u.keepOld(name, "no longer in the store", since)
		}
	}
	return gone
}

// removeOld removes the files of hosts that are gone, and what no page needs any more. What cannot be removed stays in the
// manifest, and the next run tries again.
func (u *update) removeOld(gone []string) error {
	var errs []error
	for _, name := range gone {
		if err := u.removeHost(name); err != nil {
			errs = append(errs, err)
			u.next.Hosts[name] = u.made.Hosts[name]
		}
	}
	if u.made.JSON && !u.JSON {
		for name := range u.next.Hosts {
			errs = append(errs, u.root.remove(articleOf(name)))
		}
	}
	for name, mark := range u.made.Files {
		if _, made := u.next.Files[name]; made {
			continue
		}
		// A page of an earlier run loads older assets, and nobody knows which charts its host has.
		if u.incomplete && !strings.HasPrefix(name, "hosts/") {
			u.next.Files[name] = mark
			continue
		}
		if err := u.root.remove(name); err != nil {
			errs = append(errs, err)
			u.next.Files[name] = mark
		}
	}
	err := errors.Join(errs...)
	if err != nil {
		u.next.JSON = u.made.JSON
		u.next.Files[indexName] = mark{} // something is left to do
		return fmt.Errorf("remove what is no longer needed: %w", err)
	}
	return nil
}

// removeHost removes the files of a host, and its folder unless other files are in it.
func (s *Site) removeHost(name string) error {
	if err := errors.Join(s.root.remove(articleOf(name)), s.root.remove(pageOf(name))); err != nil {
		return err
	}
	dir := path.Dir(pageOf(name))
	if info, err := s.root.Lstat(dir); err == nil && info.IsDir() {
		_ = s.root.Remove(dir) // fails while other files are in it
	}
	return nil
}
