package render

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// This file decides what is still true of the last run. A host's page depends on its documents, on what all pages are
// made by (Options.By), and on the clock only where it says when the host falls silent.

// fullAfter is after how long all is made whatever is there: what neither size nor time tells, such as a flipped bit on the
// disk, does not stay for ever.
const fullAfter = 24 * time.Hour

// bootSlack is by how much boot times may differ without a reboot: they are worked out from clocks that are set.
const bootSlack = time.Minute

// Resume takes over from the last run whatever is unchanged, before Begin. stamps are the store's, by host; one that is
// "" tells nothing. It returns, sorted, the hosts that have to be made, those that need not be, and the collections
// that were no hosts' and are not now.
func (s *Site) Resume(stamps map[string]string, now time.Time) (todo, same, others []string, err error) {
	comparable := s.made.By == s.by && s.by != "" && s.made.Boot.Sub(s.boot).Abs() <= bootSlack &&
		now.Sub(s.made.Full).Abs() < fullAfter
	if !comparable {
		s.made.outdate(now)
	}
	stay := map[string]bool{}
	for name, stamp := range stamps {
		switch {
		case !comparable || stamp == "":
		case s.made.Others[name] == stamp:
			others = append(others, name)
		case s.stays(name, stamp, now):
			stay[name] = true
		}
	}
	s.asBefore = comparable && len(stay)+len(others) == len(stamps) && s.isWhole(stay)
	if !s.asBefore {
		s.made.Done = false
		if stay, err = s.takeOver(stay, stamps); err != nil {
			return nil, nil, nil, err
		}
	}
	s.made.By, s.made.Boot = s.by, s.boot
	s.made.Others = map[string]string{}
	for _, name := range others {
		s.made.Others[name] = stamps[name]
	}
	slices.Sort(others)
	for name := range stamps {
		if _, other := slices.BinarySearch(others, name); !other && !stay[name] {
			todo = append(todo, name)
		}
	}
	slices.Sort(todo)
	return todo, slices.Sorted(maps.Keys(stay)), others, nil
}

// stays reports whether a host's page is there as it was made, and would be made the same.
func (s *Site) stays(name, stamp string, now time.Time) bool {
	m := s.made.Hosts[name]
	if m == nil || m.Stamp != stamp || m.Until != 0 && now.UnixMilli() > m.Until {
		return false
	}
	return s.isAs(pageOf(name), m.Page) && (!s.json || s.isAs(articleOf(name), m.Article))
}

// isAs looks at a file by its path, which costs a quarter of what it does through the root: nothing is read.
func (s *Site) isAs(name string, was mark) bool {
	info, err := os.Lstat(filepath.Join(s.root.Name(), filepath.FromSlash(name)))
	return err == nil && info.Mode().IsRegular() && markOf(info) == was
}

// isWhole reports whether the last run came to its end, and had exactly these hosts.
func (s *Site) isWhole(hosts map[string]bool) bool {
	if !s.made.Done || len(s.made.Hosts) != len(hosts) {
		return false
	}
	for name, m := range s.made.Hosts {
		if !hosts[name] || !m.Absent.IsZero() {
			return false
		}
	}
	for name, was := range s.made.Marks {
		if !s.isAs(name, was) {
			return false
		}
	}
	return len(s.made.Marks) > 0
}

// outdate forgets what would let pages stay, before anything is written: this run may be cut short, and the next one must
// not take what it has not come to for its work.
func (m *manifest) outdate(now time.Time) {
	for _, h := range m.Hosts {
		h.Stamp = ""
	}
	m.Others, m.Full = nil, now.UTC()
}

// pageMarks returns the marks of the pages that belong to no host, but for what differs from run to run.
func (s *Site) pageMarks() map[string]mark {
	marks := map[string]mark{}
	for _, name := range append([]string{"index.html", "status.json", "feed.xml"}, s.made.Pages...) {
		if m, put := s.root.marks[name]; put {
			marks[name] = m
		}
	}
	return marks
}

// takeOver takes the hosts' records out of the last run's ledger into a new one, and returns those that it found.
func (s *Site) takeOver(stay map[string]bool, stamps map[string]string) (found map[string]bool, err error) {
	if s.ledger, err = newLedger(s.root); err != nil {
		return nil, err
	}
	found = map[string]bool{}
	if len(stay) == 0 {
		return found, nil
	}
	err = readLedger(s.root, func(payload []byte) {
		r, err := readRecord(payload)
		if name := r.row.Name; err == nil && stay[name] && !found[name] && r.stamp == stamps[name] {
			found[name] = true
			s.keep(&r, payload)
		}
	})
	return found, err
}

// keep keeps what the pages of several hosts need of one, and what the next run does.
func (s *Site) keep(r *record, payload []byte) {
	s.rows = append(s.rows, r.row)
	s.compared.add(&r.row, r.multiples)
	s.changes.add(r.changes)
	if r.stamp != "" && s.ledger != nil {
		s.ledger.add(payload)
	}
}

// NoHost notes that a collection is no host's, so that it is not read again while it stays the same.
func (s *Site) NoHost(name, stamp string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made.Others != nil && stamp != "" {
		s.made.Others[name] = stamp
	}
}
