package render

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
)

// openOutput opens a folder as a site does.
func openOutput(t testing.TB, dir string) *output {
	t.Helper()
	f, err := folder.Open(dir, folderOptions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return &output{Folder: f}
}

// TestNoBitOfTheManifestIsBelieved flips each bit of a manifest: it is put aside, and that is logged.
func TestNoBitOfTheManifestIsBelieved(t *testing.T) {
	dir := seeded(t)
	fleet{"a": {2, 0, "1.a"}}.run(t, dir, noon, nil)
	root := openOutput(t, dir)
	raw := []byte(tree(t, dir)[manifestName])
	for bit := range 8 * len(raw) {
		flipped := slices.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(filepath.Join(dir, manifestName), flipped, 0o644); err != nil {
			t.Fatal(err)
		}
		var logged bytes.Buffer
		m, err := readManifest(root, slog.New(slog.NewTextHandler(&logged, nil)))
		if err != nil || m.Basis != "" || len(m.Hosts) > 0 || logged.Len() == 0 {
			t.Fatalf("bit %d of byte %d (%q) is believed: %+v, %v", bit%8, bit/8, raw[bit/8], m, err)
		}
	}
}

func TestManifestOfAnotherVersion(t *testing.T) {
	dir := t.TempDir()
	root := openOutput(t, dir)
	for name, test := range map[string]struct {
		raw           []byte
		failed, wants string
	}{
		"newer":                  {sealManifest([]byte(`{"Format":4,"Hosts":{}}`)), "made by a newer psmonitor", ""},
		"newer, of other types":  {sealManifest([]byte(`{"Format":4,"Hosts":["a"]}`)), "made by a newer psmonitor", ""},
		"newer, without a seal":  {[]byte(`{"Format":4,"Hosts":["a"]}`), "made by a newer psmonitor", ""},
		"older":                  {sealManifest([]byte(`{"Format":2,"Hosts":{"a":{"Absent":"2026-11-22T12:00:00Z"}}}`)), "", "made by an older psmonitor (format 2"},
		"the first":              {[]byte(`{"Format":1,"Hosts":{"a":{"Files":["x"]}},"Assets":[]}`), "", "made by an older psmonitor (format 1"},
		"damaged, not a version": {[]byte(`{"Form`), "", "is damaged"},
	} {
		if err := os.WriteFile(filepath.Join(dir, manifestName), test.raw, 0o644); err != nil {
			t.Fatal(err)
		}
		var logged bytes.Buffer
		_, err := readManifest(root, slog.New(slog.NewTextHandler(&logged, nil)))
		if test.failed != "" && (err == nil || !strings.Contains(err.Error(), test.failed)) || test.failed == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(logged.String(), test.wants) || test.wants == "" && logged.Len() > 0 {
			t.Errorf("%s: logged %q", name, &logged)
		}
	}
}

// FuzzManifest has any bytes as a manifest, with a checksum of its own and with the right one. Whatever it names, only files
// are removed that a site has; and what is written of it is read again as it was.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"Format":3,"Hosts":{"a":{"Last":5,"Cadence":300000}},"Files":{"assets/x.js":{"Size":1},"compare/cpu.html":{}},"JSON":true}`), true)
	f.Add([]byte(`{"Format":3,"Hosts":{"../a":{},"a/../../b":{},"gone":null},"Files":{"../mine":{},"assets/../mine":{},"host/../mine":{},".psmonitor.lock":{},"compare/../../mine":{},"index.html":{},"compare/":{},"compare/mine/mine":{}}}`), true)
	f.Add([]byte(`{"Format":3,"Hosts":{"mine":{}}}`), true) // a host of the name of somebody's file
	f.Add([]byte(`{"Format":3,"Boot":-1,"Full":9223372036854775807,"Hosts":{"a":{"Absent":-9223372036854775808}}}`), true)
	f.Add([]byte(`{"Format":2}`), false)
	f.Add([]byte(`[]`), true)
	f.Add([]byte(`{"Checksum":0,"Manifest":{}}`), false)
	f.Fuzz(func(t *testing.T, raw []byte, seal bool) {
		dir := t.TempDir()
		site := filepath.Join(dir, "site")
		theirs := []string{"mine", "site/mine", "site/host/mine", "site/compare/mine/mine", "site/assets/mine/mine"}
		for _, name := range theirs {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("mine"), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if seal {
			raw = sealManifest(raw)
		}
		if err := os.WriteFile(filepath.Join(site, manifestName), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		root := openOutput(t, site)
		var logged bytes.Buffer
		m, err := readManifest(root, slog.New(slog.NewTextHandler(&logged, nil)))
		if err != nil {
			return // of a newer version
		}
		if logged.Len() > 0 && len(m.Hosts)+len(m.Files) > 0 {
			t.Errorf("damaged, and believed: %+v", m)
		}
		checkManifest(t, m, root)
		for _, name := range theirs {
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Errorf("removed: %v", err)
			}
		}
	})
}

// checkManifest writes and reads a manifest, and then removes all that it names.
func checkManifest(t *testing.T, m manifest, root *output) {
	t.Helper()
	if err := m.write(root); err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	again, err := readManifest(root, slog.New(slog.NewTextHandler(&logged, nil)))
	if err != nil || logged.Len() > 0 {
		t.Fatalf("what was written is damaged: %v %s", err, &logged)
	}
	if diff := cmp.Diff(m, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("read again (-written +read):\n%s", diff)
	}
	var hosts []string
	for name := range m.Hosts {
		if metric.CheckHost(name) != nil {
			t.Errorf("host %q is not a host's name", name)
		}
		hosts = append(hosts, name)
	}
	all := &made{root: root, last: m}
	all.begin(&Options{}, noon)
	all.last.JSON, all.gone = true, hosts
	_ = all.removeOld() // names that are folders, or too long, are errors
}
