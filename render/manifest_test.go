package render

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
)

// FuzzManifest has any bytes as a manifest. Whatever it names, only files are removed that a site has; and what is
// written of it is read again as it was.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"Format":1,"Hosts":{"a":{"Assets":["assets/x.js"],"Last":5,"Cadence":300000}},"Assets":["assets/x.js"],"Pages":["compare/cpu.html"],"JSON":true}`))
	f.Add([]byte(`{"Format":1,"Hosts":{"../a":{},"a/../../b":{},"gone":null},"Assets":["../mine","assets/../mine","host/../mine",".psmonitor.lock"],"Pages":["compare/../../mine","index.html","compare/"]}`))
	f.Add([]byte(`{"Format":1,"Hosts":{"mine":{}}}`)) // a host of the name of somebody's file
	f.Add([]byte(`{"Format":1,"Boot":"2020-01-01T00:00:00+24:00"}`))
	f.Add([]byte(`{"Format":2}`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"Hosts":{"a":{"Absent":"2020-01-01T00:00:00Z"}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		dir := t.TempDir()
		site := filepath.Join(dir, "site")
		for _, name := range []string{"mine", "site/index.html", "site/mine", "site/host/mine", "site/compare/mine/mine"} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(site, manifestName), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		root, err := openOutput(site)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		warned := false
		m, err := readManifest(root, func(string) { warned = true })
		if err != nil {
			return // of a newer version
		}
		if warned && json.Valid(raw) && len(m.Hosts) > 0 {
			t.Errorf("damaged, and has hosts: %v", m.Hosts)
		}
		checkManifest(t, m, root)
		for _, name := range []string{"mine", "site/index.html", "site/mine", "site/host/mine"} {
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
	again, err := readManifest(root, func(message string) { t.Errorf("warned of what was written: %s", message) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, again, cmp.AllowUnexported(manifest{})); diff != "" && !strings.Contains(diff, "Absent") {
		t.Errorf("read again (-written +read):\n%s", diff)
	}
	var hosts []string
	for name := range m.Hosts {
		if metric.CheckHost(name) != nil {
			t.Errorf("host %q is none", name)
		}
		hosts = append(hosts, name)
	}
	_ = m.removeArticles(root) // names that are folders, or too long, are errors
	_ = m.removeHosts(root, hosts)
	_ = m.keepOnly(root, nil)
	_ = m.pruneAssets(root, assets{})
}
