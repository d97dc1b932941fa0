// Package render makes the site: pages from reports, and the folder that holds them. It is the only importer of
// go-echarts. One file per kind of page.
//
// It knows neither stores nor BSON, and takes the time from its caller: a page is a function of its report.
package render

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"psmonitor/internal/metric"
	"psmonitor/public"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// BusyError is returned by Open while another process renders into the folder.
type BusyError struct {
	Since time.Time // when that one began; the zero time where it has just begun
}

func (e BusyError) Error() string { return "another render is at work in this folder" }

// lockName is the file by whose lock renders exclude each other. It stays.
const lockName = ".psmonitor.lock"

// Options say how a site is made.
type Options struct {
	Version string   // shown on the pages
	JSON    bool     // write host/NAME/data.json
	Groups  []string // the configuration's, in its order
	Charts  []string // the ids of all charts, in the order of the pages
	Warn    func(message string)

	// By stands for all that a page depends on beside its host's documents: version, configuration, thresholds. While it
	// and Boot, the machine's boot time, stay the same, hosts with the stamps of the last run are not made again.
	By   string
	Boot time.Time
}

// Site is a folder of pages. Host may be called by several goroutines at once, the other methods by one.
type Site struct {
	root      *output
	lock      *flock.Flock
	assets    assets
	version   string
	by        string
	boot      time.Time
	json      bool
	groups    []string
	charts    []string
	options   options
	scratches sync.Pool // of *scratch

	mu       sync.Mutex
	made     manifest
	ledger   *ledger // nil where Resume was not called, or nothing has changed
	asBefore bool    // nothing has changed since the last run
	rows     []hostRow
	compared comparisons
	changes  feedBuffer
	failed   bool // a host is shown without its charts
}

// Open locks the folder, made if need be, for rendering into it. A folder that is not empty and not a site is refused.
func Open(dir string, o Options) (*Site, error) {
	s := &Site{version: o.Version, by: o.By, boot: o.Boot.UTC().Truncate(time.Second), json: o.JSON, groups: o.Groups, charts: o.Charts}
	s.scratches.New = func() any { return new(scratch) }
	var err error
	if s.assets, err = loadAssets(public.Files()); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the output folder: %w", err)
	}
	if s.root, err = openOutput(dir); err != nil {
		return nil, err
	}
	if err := s.claim(dir, o.Warn); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// claim makes sure that the folder is a site, or empty, and that no other process renders into it.
func (s *Site) claim(dir string, warn func(string)) error {
	if err := ours(s.root, dir); err != nil {
		return err
	}
	info, err := s.root.Lstat(lockName)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file of ours but %s: remove it", filepath.Join(dir, lockName), kindOf(info.Mode()))
	}
	// The library opens the file by its path: a link that has come into its place since is refused.
	s.lock = flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_CREATE|os.O_RDWR|noFollow), flock.SetPermissions(0o644))
	locked, err := s.lock.TryLock()
	switch {
	case err != nil:
		return fmt.Errorf("lock the output folder: %w", err)
	case !locked && info != nil:
		return BusyError{Since: info.ModTime()}
	case !locked:
		return BusyError{}
	}
	now := time.Now()
	if err := s.root.Chtimes(lockName, now, now); err != nil { // for those who find it locked
		return fmt.Errorf("lock the output folder: %w", err)
	}
	s.made, err = readManifest(s.root, warn)
	return err
}

// ours refuses a folder with files of which none is the manifest.
func ours(root *output, dir string) error {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return fmt.Errorf("read the output folder: %w", err)
	}
	other := ""
	for _, e := range entries {
		switch {
		case e.Name() == manifestName:
			return nil
		case !strings.HasPrefix(e.Name(), lockName) && !strings.HasPrefix(e.Name(), manifestName) && !strings.HasPrefix(e.Name(), "."+manifestName):
			other = e.Name()
		}
	}
	if other != "" {
		return fmt.Errorf("%s is not empty (it has %q) and was not made by psmonitor: give -out a folder of its own", dir, other)
	}
	return nil
}

// Begin notes the hosts that are going to be made, and writes what pages share.
func (s *Site) Begin(hosts []string) error {
	planned := false
	if s.made.Seed == "" {
		s.made.Seed, planned = newSeed(), true
	}
	for _, name := range hosts {
		if s.made.Hosts[name] == nil {
			s.made.Hosts[name] = &madeHost{}
			planned = true
		}
	}
	if s.json && !s.made.JSON {
		s.made.JSON, planned = true, true
	}
	for name := range s.assets.files {
		if !slices.Contains(s.made.Assets, name) {
			s.made.Assets = append(s.made.Assets, name)
			planned = true
		}
	}
	slices.Sort(s.made.Assets)
	if planned {
		if err := s.made.write(s.root); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.assets.files)) {
		if err := put(s.root, name, s.assets.files[name]); err != nil {
			return err
		}
	}
	return nil
}

// Host writes the pages of a host and keeps its row for the overview. stamp is the store's, taken before the documents
// were read; "" if it tells nothing.
func (s *Site) Host(h *report.Host, stamp string) error {
	d := s.scratches.Get().(*scratch)
	defer s.scratches.Put(d)
	d.rows.reset(h)
	row := d.rows.row(metric.FileName(h.Name))
	if err := s.hostPage(d, h, &row); err != nil {
		return fmt.Errorf("page of %s: %w", h.Name, err)
	}
	var files []file
	if s.json {
		files = append(files, file{articleName, d.article.of(h)})
	}
	marks, err := putAll(s.root, folderOf(h.Name), append(files, file{pageName, d.page.Bytes()})...)
	if err != nil {
		return err
	}
	if h.Unsettled {
		stamp = "" // the clock decides what is shown
	}
	r := newRecord(h, stamp, row, &d.comparer)
	d.record = r.append(d.record[:0])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(&r, d.record)
	*s.made.Hosts[h.Name] = madeHost{Last: h.Last(), Cadence: h.Due, Assets: []string{s.assets.host, s.assets.style},
		Stamp: stamp, Until: h.Until, Page: marks[len(marks)-1], Article: marks[0]}
	return nil
}

// Failed keeps a row for a host that could not be read or written: its page, if it has one, is of an earlier run.
func (s *Site) Failed(name string, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = true
	if made := s.made.Hosts[name]; made != nil {
		made.Stamp = ""
	}
	s.rows = append(s.rows, s.rowWithout(name, why))
}

func (s *Site) rowWithout(name, why string) hostRow {
	state := report.Silent.String()
	r := hostRow{Level: report.Silent, Row: page.Row{Name: name, State: state, Silent: true, Reasons: []page.Reason{{Text: why, State: state}}}}
	if made := s.made.Hosts[name]; made != nil {
		r.Last, r.Cadence = newStamp(made.Last), made.Cadence
	}
	if s.there(pageOf(name)) {
		r.File = metric.FileName(name)
	}
	for _, label := range rowLabels {
		r.Values = append(r.Values, page.Value{Label: label, Text: none})
	}
	return r
}

func (s *Site) there(name string) bool {
	_, err := s.root.Lstat(name)
	return err == nil
}

// forgetUnmade drops the hosts from the manifest that were planned and turned out to be none.
func (s *Site) forgetUnmade() {
	for name, h := range s.made.Hosts {
		if h.Last == 0 && h.Assets == nil && !s.there(pageOf(name)) {
			delete(s.made.Hosts, name)
		}
	}
}

// Close releases the folder.
func (s *Site) Close() error {
	var err error
	if s.ledger != nil {
		err = s.ledger.drop(s.root)
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return errors.Join(err, s.root.Close())
}
