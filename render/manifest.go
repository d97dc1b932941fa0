package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"psmonitor/internal/metric"
)

// manifestName is the file that says what a site's folder holds. A folder that has it is a site of ours.
const manifestName = ".psmonitor.json"

// manifestFormat is 2. Format 1, of older programs, has no seal; its pages are made again.
const manifestFormat = 2

// mostManifest bounds what is read, in bytes: a hundred thousand hosts take half of it.
const mostManifest = 64 << 20

// manifest says what was made, so that only that is ever removed. It is written before the pages, with all that is
// going to be made, and again after them: whenever a run ends, it names at least what is there.
type manifest struct {
	Sum    string // the seal: see write
	Format int
	Seed   seed // of the feed's ids; it stays for as long as the folder
	Hosts  map[string]*madeHost
	Assets []string
	Pages  []string // that compare hosts, and a large fleet's chapters
	JSON   bool     // whether hosts may have a data.json

	By     string            // what the pages were made by: Options.By
	Boot   time.Time         // of the machine: after a crash, nobody knows what is on its disk
	Full   time.Time         // when all was made last, whatever was there
	Marks  map[string]mark   // of the pages that belong to no host
	Done   bool              // the last run came to its end
	Others map[string]string // the stamps of collections that are no hosts'
}

// madeHost is what was made for a host.
type madeHost struct {
	Assets  []string  // those that its page loads
	Last    int64     // its newest sample, ms since 1970
	Cadence int64     // ms
	Absent  time.Time `json:",omitzero"` // when the store was first without it

	Stamp   string `json:",omitempty"` // of the store, that the page was made from; "" if it must be made anew
	Until   int64  `json:",omitempty"` // when the page is outdated by the clock alone, ms since 1970; 0 for never
	Page    mark
	Article mark // of data.json
}

// pruneAfter is how long a host must have been absent from the store before its files are removed.
const pruneAfter = time.Hour

// readManifest returns the folder's manifest; an empty one if there is none. A damaged one is copied
// aside, and warn told: nothing is lost by it but the pruning of hosts that are gone.
func readManifest(root *output, warn func(string)) (manifest, error) {
	m := manifest{Format: manifestFormat, Hosts: map[string]*madeHost{}}
	raw, err := readRegular(root, manifestName, mostManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	read, err := decodeManifest(raw)
	if err != nil {
		aside := manifestName + ".damaged"
		if err := put(root, aside, raw); err != nil {
			return m, fmt.Errorf("put the damaged %s aside: %w", manifestName, err)
		}
		warn(fmt.Sprintf("%s is damaged (%v) and was copied to %s: pages of hosts that are gone stay until you remove them", manifestName, err, aside))
		return m, nil
	}
	if read.Format > manifestFormat {
		return m, fmt.Errorf("%s was made by a newer psmonitor (format %d, this one knows %d): upgrade this one, or render into another folder",
			manifestName, read.Format, manifestFormat)
	}
	for name, h := range read.Hosts {
		if h != nil && metric.CheckHost(name) == nil { // a manifest is foreign input like any file
			m.Hosts[name] = h
		}
	}
	read.Hosts = m.Hosts
	if !read.Seed.valid() {
		read.Seed = ""
	}
	if read.Format < manifestFormat {
		read.By = ""
	}
	read.Format = manifestFormat
	return read, nil
}

// decodeManifest takes a manifest out of its file. Format 2 is sealed: a flipped bit in a number makes another number.
func decodeManifest(raw []byte) (m manifest, err error) {
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, err
	}
	sealed := bytes.HasPrefix(raw, []byte(sumKey))
	if sealed && m.Sum != sumOf(raw) || !sealed && m.Format != 1 && m.Format <= manifestFormat {
		return m, errors.New("its checksum is wrong")
	}
	m.Sum = ""
	if !sealed {
		_, err = json.Marshal(m) // a time in a zone of 24 hours is read, and could never be written again
	}
	return m, err
}

// noSum stands where the seal is while it is worked out, right at the beginning of the file.
const (
	sumKey = `{"Sum":"`
	sumAt  = len(sumKey)
	noSum  = "00000000"
)

// sumOf returns the seal of a manifest's JSON: the CRC-32C, in hexadecimal, of all of it, with noSum for itself.
func sumOf(raw []byte) string {
	if len(raw) < sumAt+len(noSum) {
		return ""
	}
	sum := crc32.Checksum(raw[:sumAt], castagnoli)
	sum = crc32.Update(sum, castagnoli, []byte(noSum))
	return fmt.Sprintf("%08x", crc32.Update(sum, castagnoli, raw[sumAt+len(noSum):]))
}

func (m manifest) write(root *output) error {
	m.Sum = noSum
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode %s: %w", manifestName, err)
	}
	raw = append(raw, '\n')
	copy(raw[sumAt:], sumOf(raw))
	return put(root, manifestName, raw)
}

// absent notes which hosts the store is without, and returns those whose pages are to go: the ones that were absent
// before, at least pruneAfter ago, and the ones that the user has hidden. present and hidden are what the store has,
// sorted.
func (m *manifest) absent(present, hidden []string, now time.Time) (gone []string) {
	for name, h := range m.Hosts {
		if h.Absent.After(now) { // the clock was ahead
			h.Absent = now.UTC()
		}
		_, there := slices.BinarySearch(present, name)
		_, hide := slices.BinarySearch(hidden, name)
		switch {
		case there:
			h.Absent = time.Time{}
		case hide, !h.Absent.IsZero() && now.Sub(h.Absent) >= pruneAfter:
			gone = append(gone, name)
		case h.Absent.IsZero():
			h.Absent = now.UTC()
		}
	}
	slices.Sort(gone)
	return gone
}

// removeHosts removes the pages of hosts, and the hosts from the manifest.
func (m *manifest) removeHosts(root *output, names []string) error {
	var errs []error
	for _, name := range names {
		if err := removeFiles(root, "host", []string{pageOf(name), articleOf(name)}); err != nil {
			errs = append(errs, fmt.Errorf("remove the pages of %s: %w", name, err))
			continue
		}
		delete(m.Hosts, name)
	}
	return errors.Join(errs...)
}

// removeArticles removes the data.json of all hosts.
func (m *manifest) removeArticles(root *output) error {
	var errs []error
	for name := range m.Hosts {
		errs = append(errs, removeFiles(root, "host", []string{articleOf(name)}))
	}
	m.JSON = false
	return errors.Join(errs...)
}

// plan notes pages that are going to be made.
func (m *manifest) plan(root *output, pages []string) error {
	planned := slices.Concat(m.Pages, pages)
	slices.Sort(planned)
	planned = slices.Compact(planned)
	if slices.Equal(planned, m.Pages) {
		return nil
	}
	m.Pages = planned
	return m.write(root)
}

// keepOnly removes the other pages that the manifest names.
func (m *manifest) keepOnly(root *output, pages []string) error {
	var old []string
	for _, name := range m.Pages {
		if !slices.Contains(pages, name) {
			old = append(old, name)
		}
	}
	if err := errors.Join(removeFiles(root, "compare", old), removeFiles(root, "hosts", old)); err != nil {
		return fmt.Errorf("remove pages that are no longer: %w", err)
	}
	m.Pages = slices.Sorted(slices.Values(pages))
	return nil
}

func (m *manifest) pruneAssets(root *output, current assets) error {
	used := map[string]bool{}
	for name := range current.files {
		used[name] = true
	}
	for _, h := range m.Hosts {
		for _, name := range h.Assets {
			used[name] = true
		}
	}
	var unused []string
	m.Assets = slices.DeleteFunc(m.Assets, func(name string) bool {
		if !used[name] {
			unused = append(unused, name)
		}
		return !used[name]
	})
	return removeFiles(root, "assets", unused)
}

// The files in the folder of a host.
const (
	pageName    = "index.html"
	articleName = "data.json"
)

func folderOf(host string) string  { return "host/" + metric.FileName(host) }
func pageOf(host string) string    { return folderOf(host) + "/" + pageName }
func articleOf(host string) string { return folderOf(host) + "/" + articleName }

// removeFiles removes files below one of the site's folders, and their own folders where that leaves them empty. Other
// names are left alone: a manifest is foreign input like any file.
func removeFiles(root *output, top string, names []string) error {
	var errs []error
	for _, name := range names {
		if !fs.ValidPath(name) || !strings.HasPrefix(name, top+"/") {
			continue
		}
		errs = append(errs, removeIfThere(root.Root, name))
		if dir := path.Dir(name); dir != top {
			if info, err := root.Lstat(dir); err == nil && info.IsDir() { // what else stands there is nobody's to remove
				_ = root.Remove(dir) // fails while there are other files in it
			}
		}
	}
	return errors.Join(errs...)
}
