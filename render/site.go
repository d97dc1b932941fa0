// Package render makes the site: pages from reports, and the folder that holds them. It is the only importer of
// go-echarts. One file per kind of page.
//
// It knows neither stores nor BSON, and takes the time from its caller: a page is a function of its report. Site.Update
// is the one way to change a site: it decides what has to be made again, and keeps what the next run needs for that.
package render

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/public"
	"psmonitor/render/page"
)

// BusyError is returned by Open while another process renders into the folder.
type BusyError struct {
	Since time.Time // when that process began; the zero time if it has just begun
}

func (e BusyError) Error() string { return "another render is using this folder" }

// lockName is the file by whose lock renders exclude each other. It is never removed.
const lockName = ".psmonitor.lock"

// Options say how a site is made.
type Options struct {
	Version string        // shown on the pages
	JSON    bool          // write host/NAME/data.json
	Keep    time.Duration // how long samples are kept, as the reports have been told; 0: report.Span
	Groups  []string      // the configuration's, in its order
	Charts  []string      // the ids of all charts, in the order of the pages

	// Basis stands for everything that a page depends on beside its host's documents: version, configuration, thresholds.
	// A site whose Basis or Boot has changed is made again from nothing. An empty Basis counts as changed.
	Basis string
	Boot  time.Time // of this machine: after a crash nobody knows what is on its disk

	MakeParents bool // make missing folders above the site's too: nobody has typed the path

	Jobs     int                        // hosts that are read and rendered at the same time; 0: 1
	Timeout  time.Duration              // for reading one host; 0: 10 s
	Progress func(hosts int) (f func()) // called with the number of hosts to render; f is called after each; may be nil
	Log      *slog.Logger               // nil: nothing is logged
}

// Site is a folder of pages. It is not safe for concurrent use.
type Site struct {
	Options
	root    *output
	unlock  func()
	made    *made
	assets  assets
	options options
	away    []page.Reason // the stores that cannot be read in this run
}

// Open locks the folder for rendering into it, and makes it if it is missing. It makes missing folders above it only with
// o.MakeParents. A folder that is not empty and not a site is refused.
func Open(dir string, o Options) (*Site, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(int) func() { return func() {} }
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	o.Jobs = max(1, o.Jobs)
	s := &Site{Options: o}
	var err error
	if s.assets, err = loadAssets(public.Files()); err != nil {
		return nil, err
	}
	making := folderOptions
	making.LastOnly = !o.MakeParents
	f, err := folder.Make(dir, making)
	if err != nil {
		return nil, err
	}
	s.root = &output{Folder: f}
	if err := s.claim(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// claim makes sure that the folder is a site, or empty, and that no other process renders into it.
func (s *Site) claim() error {
	if err := checkSite(s.root); err != nil {
		return err
	}
	since := time.Time{}
	if info, err := s.root.Lstat(lockName); err == nil {
		since = info.ModTime()
	}
	unlock, err := s.root.TryLock(lockName)
	if errors.Is(err, folder.ErrLocked) {
		return BusyError{since}
	}
	if err != nil {
		return withHint(err)
	}
	s.unlock = unlock
	if err := s.root.Touch(lockName, time.Now()); err != nil { // for those who find it locked
		return err
	}
	s.made, err = openMade(s.root, s.Log)
	return err
}

// ownPrefix begins the names of all files that psmonitor keeps in a site for itself, also of those that a killed run leaves
// behind while it replaces them. Pages are made only after the manifest.
const ownPrefix = ".psmonitor"

// checkSite refuses a folder that has files, but no manifest.
func checkSite(root *output) error {
	names, err := root.Names()
	if err != nil {
		return err
	}
	foreign := ""
	for _, name := range names {
		switch {
		case name == manifestName:
			return nil
		case !strings.HasPrefix(name, ownPrefix):
			foreign = name
		}
	}
	if foreign != "" {
		return fmt.Errorf("%s is not empty (it has %q) and was not made by psmonitor: give -out a folder of its own", root.Path("."), foreign)
	}
	return nil
}

// Close releases the folder.
func (s *Site) Close() error {
	if s.unlock != nil {
		s.unlock()
	}
	return s.root.Close()
}

// articleName is a file in the folder of a host, beside its pages.
const articleName = "data.json"

func folderOf(host string) string       { return "host/" + metric.FileName(host) }
func fileOf(host string, at int) string { return folderOf(host) + "/" + pagesOfHost[at].file }
func pageOf(host string) string         { return fileOf(host, samplesPage) }
func articleOf(host string) string      { return folderOf(host) + "/" + articleName }
