package render

import (
	"errors"
	"log/slog"
	"maps"
	"path"
	"slices"
	"time"

	"psmonitor/render/report"
)

// fullAfter is after how long everything is made again, whether or not it has changed: this repairs damage that size and
// time do not show, such as a flipped bit.
const fullAfter = 24 * time.Hour

// pruneAfter is how long a host must have been absent from the store before its files are removed.
const pruneAfter = time.Hour

// made knows which files psmonitor has made in a folder, and from what. It alone says what is unchanged and what is to be
// removed, and keeps what the pages of several hosts need of those that are unchanged. Its two files are the manifest and
// the records.
//
// A run calls begin, unchanged, plan and keepUnchanged, then keep, keepOld or noteNotHost for each of the other hosts,
// absent, put for each file that belongs to no host, and commit. It is not safe for concurrent use.
type made struct {
	root       *output
	last       manifest // of the last run, with the names that this one has planned
	this       manifest // of this run
	now        int64    // ms
	sameBasis  bool     // what the last run made a page from is what this one would make it from, but for documents
	trusted    bool     // and not everything is due
	records    *recordWriter
	gone       []string // hosts to remove
	incomplete bool     // a host's pages, if it has any, are of an earlier run
}

// openMade reads what the last run has left.
func openMade(root *output, log *slog.Logger) (*made, error) {
	last, err := readManifest(root, log)
	return &made{root: root, last: last}, err
}

// begin begins a run. It trusts the last one if pages would be made in the same way, and not everything is due.
func (m *made) begin(o *Options, now time.Time) {
	boot, ms := o.Boot.UnixMilli(), now.UnixMilli()
	same := o.Basis != "" && o.Basis == m.last.Basis && within(boot, m.last.Boot, report.BootSlack)
	trusted := same && within(ms, m.last.Full, fullAfter.Milliseconds())
	*m = made{root: m.root, last: m.last, this: newManifest(), now: ms, sameBasis: same, trusted: trusted}
	m.this.JSON, m.this.Basis, m.this.Boot, m.this.Full = o.JSON, o.Basis, boot, m.last.Full
	if !trusted {
		m.this.Full = ms
	}
}

// within reports whether two times in ms are less than d ms apart.
func within(a, b, d int64) bool {
	return max(a-b, b-a) < d
}

// unchanged returns the hosts whose files are there as the last run made them, and would be made the same, and the hosts
// that must be read. Collections that are still not hosts are neither.
func (m *made) unchanged(hosts []string, stamps map[string]string) (unchanged, changed []string) {
	for _, name := range hosts {
		stamp := stamps[name]
		known := m.trusted && stamp != ""
		switch {
		case known && m.last.NotHosts[name] == stamp:
			m.this.NotHosts[name] = stamp
		case known && m.hostUnchanged(name, stamp):
			unchanged = append(unchanged, name)
		default:
			changed = append(changed, name)
		}
	}
	return unchanged, changed
}

func (m *made) hostUnchanged(name, stamp string) bool {
	h, files := m.last.Hosts[name], hostFiles(name, m.this.JSON)
	if h.Stamp != stamp || h.Until != 0 && m.now > h.Until || len(files) != len(h.Files) || !m.historiesUnchanged(name) {
		return false
	}
	for i, file := range files {
		if !m.root.isUnchanged(file, h.Files[i]) {
			return false
		}
	}
	return true
}

// sharedUnchanged reports whether the pages of several hosts, too, are there as the last run made them, and would be made
// the same, when so many hosts are unchanged and none has changed.
func (m *made) sharedUnchanged(hosts int) bool {
	for name, stamp := range m.last.Files {
		if !m.root.isUnchanged(name, stamp) {
			return false
		}
	}
	return m.trusted && len(m.last.Files) > 0 && len(m.last.Hosts) == hosts
}

// plan names hosts, and files that belong to no host, in the manifest before they are made, so that whenever a run ends, it
// names at least what is there. All else in it stays as the last run has left it.
func (m *made) plan(hosts, files []string) error {
	added := addMissing(m.last.Hosts, hosts) + addMissing(m.last.Files, files)
	if added == 0 && m.last.Seed != "" && (m.last.JSON || !m.this.JSON) {
		return nil
	}
	if m.last.Seed == "" {
		m.last.Seed = newSeed()
	}
	m.last.JSON = m.last.JSON || m.this.JSON
	return m.last.write(m.root)
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

// keepUnchanged keeps hosts that are unchanged, and calls show with the record of each. It returns those without a record,
// which must be read.
func (m *made) keepUnchanged(hosts []string, show func(*record)) (changed []string, err error) {
	if m.records, err = newRecordWriter(m.root); err != nil || len(hosts) == 0 {
		return nil, err
	}
	missing := make(map[string]bool, len(hosts))
	for _, name := range hosts {
		missing[name] = true
	}
	readRecords(m.root, m.last.Records, func(r *record) {
		if name := r.Row.Name; missing[name] {
			delete(missing, name)
			m.keep(m.last.Hosts[name], r)
			show(r)
		}
	})
	return slices.Sorted(maps.Keys(missing)), nil
}

// keep notes what the files of a host were made from.
func (m *made) keep(h madeHost, r *record) {
	m.this.Hosts[r.Row.Name] = h
	m.records.add(r)
}

// keepOld keeps what files of a host there are, and has the next run make them again. It returns what was made.
func (m *made) keepOld(name string, absent int64) madeHost {
	old := m.last.Hosts[name]
	m.this.Hosts[name] = madeHost{Last: old.Last, Cadence: old.Cadence, Absent: absent, Forecasts: old.Forecasts}
	m.incomplete = true
	return old
}

// forecasts returns what earlier runs have forecast for a host.
func (m *made) forecasts(name string) report.Predictions { return m.last.Hosts[name].Forecasts }

// isKnown reports whether pages of a host were made from samples before.
func (m *made) isKnown(name string) bool { return m.last.Hosts[name].Last != 0 }

// noteNotHost remembers that a collection is not a host's, so that it is not read again until it changes.
func (m *made) noteNotHost(name, stamp string) {
	if stamp != "" {
		m.this.NotHosts[name] = stamp
	}
}

// put writes a file that belongs to no host.
func (m *made) put(name string, contents []byte) error {
	dir, base := path.Split(name)
	stamps, err := m.root.put(path.Clean(dir), file{base, contents})
	if err == nil {
		m.this.Files[name] = stamps[0]
	}
	return err
}

// remakeIndex has the next run make the overview again.
func (m *made) remakeIndex() { m.this.Files[indexName] = fileStamp{} }

// commit ends a run that has made all files: it removes what no page needs any more, and has the next run trust this one.
func (m *made) commit() (err error) {
	if m.this.Records, err = m.records.commit(); err != nil {
		return err
	}
	m.this.Seed = m.last.Seed
	err = m.removeOld()
	m.last = m.this
	return errors.Join(err, m.last.write(m.root))
}

// discard ends a run that was cut short. After commit it does nothing, so that it can be deferred.
func (m *made) discard() {
	if m.records != nil {
		m.records.file.Discard()
	}
}
