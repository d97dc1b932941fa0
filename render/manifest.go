package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"log/slog"
	"path"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// manifestName is the file that says what psmonitor has made in a folder. A folder that has it is a site.
const manifestName = ".psmonitor.json"

const manifestFormat = 3

// maxManifest bounds what is read, in bytes: a hundred thousand hosts take half of it.
const maxManifest = 64 << 20

// manifest says what was made, so that only that is ever removed, and what it was made from, so that what is unchanged
// is not made again. It is written before the pages with the names of everything that is going to be made, and again after
// them: whenever a run ends, it names at least what is there. What a run was made from is written at its end alone, so that
// the next run ignores an interrupted run.
type manifest struct {
	Format int
	Seed   seed // of the feed's ids; it stays for as long as the folder
	Hosts  map[string]madeHost
	Files  map[string]fileStamp // that belong to no host; the zero stamp if the file must be made again
	JSON   bool                 // hosts may have a data.json

	// Of the last run that was completed. Times are in ms since 1970.
	Basis    string            // Options.Basis
	Boot     int64             // Options.Boot
	Full     int64             // when everything was made last, whether or not it had changed
	NotHosts map[string]string // the stamps of collections that are not hosts
	Records  uint32            // the checksum of the records
}

// madeHost is what was made for a host. Times are in ms since 1970.
type madeHost struct {
	Last    int64 // its newest sample
	Cadence int64 // ms
	Absent  int64 `json:",omitempty"` // when the store was first without it; 0 while it is there

	Stamp string      `json:",omitempty"` // the store's, that the files were made from; "" if they must be made again
	Until int64       `json:",omitempty"` // when the clock alone changes what they show; 0 for never
	Files []fileStamp `json:",omitempty"` // in the order in which they were written, without the history pages

	History   [hostPages]madeHistory `json:",omitzero"` // the first one is not used
	Forecasts report.Predictions     `json:",omitzero"`
}

func newManifest() manifest {
	return manifest{Format: manifestFormat, Hosts: map[string]madeHost{}, Files: map[string]fileStamp{}, NotHosts: map[string]string{}}
}

// readManifest returns the folder's manifest; an empty one if there is none. A damaged or older one is copied aside and logged:
// nothing is lost by it but the pruning of hosts that are gone.
func readManifest(root *output, log *slog.Logger) (manifest, error) {
	empty := newManifest()
	raw, err := root.ReadFile(manifestName, maxManifest)
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if errors.Is(err, folder.ErrNotFile) || errors.Is(err, folder.ErrTooLarge) { // without any, the folder would be refused
		err = fmt.Errorf("%w: replace it by an empty file, and the next render goes on", err)
	}
	if err != nil {
		return empty, err
	}
	m, err := decodeManifest(raw)
	if m.Format > manifestFormat {
		return empty, fmt.Errorf("%s was made by a newer psmonitor (format %d, this one knows %d): upgrade this one, or render into another folder",
			manifestName, m.Format, manifestFormat)
	}
	what := fmt.Sprintf("is damaged (%v)", err)
	if m.Format > 0 && m.Format < manifestFormat {
		what = fmt.Sprintf("was made by an older psmonitor (format %d, this one knows %d)", m.Format, manifestFormat)
	} else if err == nil {
		return m.checked(), nil
	}
	aside := manifestName + ".damaged"
	if err := root.Replace(aside, raw); err != nil {
		return empty, fmt.Errorf("copy the unreadable %s: %w", manifestName, err)
	}
	log.Warn(fmt.Sprintf("%s %s and was copied to %s: pages of removed hosts stay until you delete them", manifestName, what, aside))
	return empty, nil
}

// checked returns the manifest without names and a seed that psmonitor never writes: it is foreign input like any file.
func (m manifest) checked() manifest {
	hosts, files := map[string]madeHost{}, map[string]fileStamp{}
	for name, h := range m.Hosts {
		if metric.CheckHost(name) == nil {
			hosts[name] = h
		}
	}
	for name, stamp := range m.Files {
		if isShared(name) {
			files[name] = stamp
		}
	}
	m.Hosts, m.Files = hosts, files
	if !m.Seed.valid() {
		m.Seed = ""
	}
	return m
}

// isShared reports whether a name is that of a file that belongs to no host.
func isShared(name string) bool {
	switch dir := path.Dir(name); dir {
	case "assets", "compare", "hosts":
		return name == dir+"/"+path.Base(name) && fs.ValidPath(name)
	}
	return name == indexName || name == statusName || name == feedName || name == troubleName
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sealManifest returns the manifest's file. It has a checksum, because a flipped bit in a number is another number.
func sealManifest(body []byte) []byte {
	return fmt.Appendf(nil, "{\"Checksum\":%d,\"Manifest\":%s}\n", crc32.Checksum(body, castagnoli), body)
}

// decodeManifest returns what is in the manifest's file. With an error, the manifest may have a format, and nothing else in it
// counts. In the file of format 1, the format is beside the hosts.
func decodeManifest(raw []byte) (m manifest, err error) {
	var sealed struct {
		Format   int
		Manifest json.RawMessage
	}
	if err := json.Unmarshal(raw, &sealed); err != nil {
		return m, err
	}
	if sealed.Format != 0 {
		return manifest{Format: sealed.Format}, errors.New("it has no checksum")
	}
	if !bytes.Equal(raw, sealManifest(sealed.Manifest)) {
		return m, errors.New("its checksum is wrong")
	}
	err = json.Unmarshal(sealed.Manifest, &m)
	return m, err
}

func (m manifest) write(root *output) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode %s: %w", manifestName, err)
	}
	_, err = root.put(".", file{manifestName, sealManifest(body)})
	return err
}
