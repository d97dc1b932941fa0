package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// This file is the part of made that removes files: only those that the manifest names.

// absent returns the hosts that the store is without and that keep their files, and since when. The files of the others
// are removed at the end: of those that were absent in an earlier run, at least pruneAfter ago, and of those that the user
// has hidden. While a store is away, nobody knows which hosts are absent: all others are kept that have a page.
func (m *made) absent(hidden []string, away bool) (kept map[string]int64) {
	kept = map[string]int64{}
	for name, h := range m.last.Hosts {
		if _, present := m.this.Hosts[name]; present {
			continue
		}
		since := h.Absent
		if since == 0 || since > m.now { // then the clock was ahead
			since = m.now
		}
		expired := !away && m.now-since >= pruneAfter.Milliseconds()
		if expired || !m.root.Has(pageOf(name)) || slices.Contains(hidden, name) {
			m.gone = append(m.gone, name)
		} else {
			kept[name] = since
		}
	}
	return kept
}

// removeOld removes the files of hosts that are gone, and what no page needs any more: only what the manifest names. What
// cannot be removed stays in the manifest, and the next run tries again.
func (m *made) removeOld() error {
	var errs []error
	for _, name := range m.gone {
		if err := m.removeHost(name); err != nil {
			errs = append(errs, err)
			m.this.Hosts[name] = m.last.Hosts[name]
		}
	}
	if m.last.JSON && !m.this.JSON {
		for name := range m.this.Hosts {
			errs = append(errs, m.root.remove(articleOf(name)))
		}
	}
	for name, stamp := range m.last.Files {
		if _, made := m.this.Files[name]; made {
			continue
		}
		// A page of an earlier run loads older assets, and nobody knows which charts its host has.
		if m.incomplete && !strings.HasPrefix(name, "hosts/") {
			m.this.Files[name] = stamp
		} else if err := m.root.remove(name); err != nil {
			errs = append(errs, err)
			m.this.Files[name] = stamp
		}
	}
	err := errors.Join(errs...)
	if err != nil {
		m.this.JSON = m.last.JSON
		m.this.Files[indexName] = fileStamp{} // something is left to do
		return fmt.Errorf("remove what is no longer needed: %w", err)
	}
	return nil
}

// removeHost removes the files of a host, and its folder unless other files are in it.
func (m *made) removeHost(name string) error {
	err := m.root.remove(articleOf(name))
	for at := range pagesOfHost {
		err = errors.Join(err, m.root.remove(fileOf(name, at)))
	}
	if err != nil {
		return err
	}
	dir := folderOf(name)
	if info, err := m.root.Lstat(dir); err == nil && info.IsDir() {
		_ = m.root.Remove(dir) // fails while other files are in it
	}
	return nil
}

// forget removes a host, and reports whether there was one.
func (m *made) forget(host string) (had bool, err error) {
	if _, had = m.last.Hosts[host]; !had {
		return false, nil
	}
	if err := m.removeHost(host); err != nil {
		return true, err
	}
	delete(m.last.Hosts, host)
	m.last.Files[indexName] = fileStamp{} // it still shows the host
	return true, m.last.write(m.root)
}
