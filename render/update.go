package render

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"psmonitor/render/report"
)

// Fleet is the hosts that a site shows, and where they are read from.
type Fleet struct {
	Hosts  []string
	Hidden []string // that the user does not want to see: their pages are removed at once

	// Stamp returns a text that is another one whenever the host's documents are, or "" where that cannot be told. It is
	// called before the host is read, and must be safe for concurrent use.
	Stamp func(ctx context.Context, host string) (string, error)

	// NewReader returns what reads hosts, one after the other. Each goroutine has one of its own.
	NewReader func() Reader
}

// Reader reads a host into a report, which is valid until the next call. It returns how many documents it has read with an
// error too.
type Reader func(ctx context.Context, host string) (h *report.Host, documents int, err error)

// ErrNoHosts is a fleet of collections of which none is a host's.
var ErrNoHosts = errors.New("no collection is a host's: no page was made, and none removed")

// fullAfter is after how long everything is made again, whether or not it has changed: what neither size nor time tells,
// such as a flipped bit on the disk, does not stay for ever.
const fullAfter = 24 * time.Hour

// bootSlack is by how much boot times may differ without a reboot: they are derived from clocks that are set.
const bootSlack = time.Minute

// update is one run.
type update struct {
	*Site
	fleet   Fleet
	now     time.Time
	stamps  map[string]string // by host
	trusted bool              // what the last run made is what this one would make, unless documents have changed
	next    manifest          // of this run

	mu         sync.Mutex // for what is below and for next, while hosts are rendered
	run        Run
	rows       []hostRow
	compared   comparisons
	changes    feedBuffer
	records    *recordWriter
	incomplete bool      // a host's pages, if it has any, are of an earlier run
	answered   time.Time // when a host was last read
	lost       int       // hosts that were not tried, as the store is lost
}

// Update makes the site show the fleet, and returns what was done. Hosts that are unchanged since the last run are not read
// again. A host that cannot be read or written is logged and counted: its old pages stay, and the overview says so.
//
// It may be killed at any instant. Files are replaced as a whole, and the manifest has what pages were made from only when
// all of them are made, so that the next run makes again whatever this one did not finish.
func (s *Site) Update(ctx context.Context, fleet Fleet, now time.Time) (_ Run, err error) {
	u := s.newUpdate(fleet, now)
	u.askStamps(ctx) // first: a document that comes later makes the next run read its host
	unchanged := u.unchanged()
	if u.nothingChanged(unchanged) {
		u.run.Unchanged = len(unchanged)
		return u.run, errors.Join(u.putAssets(), u.putStamp())
	}
	// Whenever this run ends, the manifest names at least what is there.
	if err := u.plan(fleet.Hosts, slices.Collect(maps.Keys(u.assets.files))); err != nil {
		return u.run, err
	}
	// What pages load comes before them, and the pages of each host before those that link to them.
	if err := u.putAssets(); err != nil {
		return u.run, err
	}
	if u.records, err = newRecordWriter(u.root); err != nil {
		return u.run, err
	}
	defer u.records.file.Discard()
	u.keepUnchanged(unchanged)
	if err := u.renderHosts(ctx); err != nil {
		return u.run, err
	}
	gone := u.findAbsent()
	if err := u.putShared(); err != nil {
		return u.run, err
	}
	// The manifest has the checksum of the records. What no page needs any more is removed last.
	if u.next.Records, err = u.records.commit(); err != nil {
		return u.run, err
	}
	u.next.Seed = s.made.Seed
	err = u.removeOld(gone)
	s.made = u.next
	return u.run, errors.Join(err, s.made.write(s.root))
}

// newUpdate begins a run. It trusts the last one if pages would be made in the same way, and not everything is due.
func (s *Site) newUpdate(fleet Fleet, now time.Time) *update {
	boot, ms := s.Boot.UnixMilli(), now.UnixMilli()
	u := &update{Site: s, fleet: fleet, now: now, run: Run{At: now}}
	u.trusted = s.Basis != "" && s.Basis == s.made.Basis && near(boot, s.made.Boot, bootSlack) && near(ms, s.made.Full, fullAfter)
	u.next = manifest{Format: manifestFormat, Hosts: map[string]madeHost{}, Files: map[string]mark{}, JSON: s.JSON,
		Basis: s.Basis, Boot: boot, Full: s.made.Full, NotHosts: map[string]string{}}
	if !u.trusted {
		u.next.Full = ms
	}
	return u
}

// near reports whether two times in ms are less than d apart.
func near(a, b int64, d time.Duration) bool {
	return max(a-b, b-a) < d.Milliseconds()
}

// unchanged returns the hosts whose files are there as the last run made them, and would be made the same. It notes the
// collections that are still not hosts.
func (u *update) unchanged() map[string]bool {
	list := map[string]bool{}
	for _, name := range u.fleet.Hosts {
		stamp := u.stamps[name]
		switch {
		case !u.trusted || stamp == "":
		case u.made.NotHosts[name] == stamp:
			u.next.NotHosts[name] = stamp
		case u.isUnchanged(name, stamp):
			list[name] = true
		}
	}
	return list
}

func (u *update) isUnchanged(name, stamp string) bool {
	h := u.made.Hosts[name]
	if h.Stamp != stamp || h.Until != 0 && u.now.UnixMilli() > h.Until {
		return false
	}
	files := u.hostFiles(name)
	if len(files) != len(h.Files) {
		return false
	}
	for i, file := range files {
		if !u.root.is(file, h.Files[i]) {
			return false
		}
	}
	return true
}

// nothingChanged reports whether the pages of several hosts, too, are there as the last run made them, and would be made the
// same.
func (u *update) nothingChanged(unchanged map[string]bool) bool {
	if len(unchanged) != len(u.made.Hosts) || len(unchanged)+len(u.next.NotHosts) != len(u.fleet.Hosts) {
		return false
	}
	for name, mark := range u.made.Files {
		if !u.root.is(name, mark) {
			return false
		}
	}
	return u.trusted && len(u.made.Files) > 0
}

// plan names hosts, and files that belong to no host, in the manifest before they are made. All else in it stays as the
// last run has left it.
func (u *update) plan(hosts, files []string) error {
	added := addMissing(u.made.Hosts, hosts) + addMissing(u.made.Files, files)
	if added == 0 && u.made.Seed != "" && (u.made.JSON || !u.JSON) {
		return nil
	}
	if u.made.Seed == "" {
		u.made.Seed = newSeed()
	}
	u.made.JSON = u.made.JSON || u.JSON
	return u.made.write(u.root)
}

// addMissing gives the zero value to the names that are not in a map, and returns how many these are.
func addMissing[V any](m map[string]V, names []string) (added int) {
	var zero V
	for _, name := range names {
		if _, known := m[name]; !known {
			m[name] = zero
			added++
		}
	}
	return added
}

// keepUnchanged keeps the records of hosts that are unchanged. Hosts without a record are made again.
func (u *update) keepUnchanged(unchanged map[string]bool) {
	if len(unchanged) == 0 {
		return
	}
	readRecords(u.root, u.made.Records, func(r *record) {
		if name := r.Row.Name; unchanged[name] {
			delete(unchanged, name)
			u.next.Hosts[name] = u.made.Hosts[name]
			u.run.Unchanged++
			u.keep(r)
		}
	})
}

// keep keeps what the pages of several hosts need of one, for this run and for the next.
func (u *update) keep(r *record) {
	u.rows = append(u.rows, r.Row)
	u.compared.add(&r.Row, r.Multiples)
	u.changes.add(r.Changes)
	u.records.add(r)
}
