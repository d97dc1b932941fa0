package faults

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPlantedInSite plants things in the place of the site's folder, and of each file and folder in it, in turn. A render
// beside them must end in time. It succeeds, or fails and names the place; but it makes the page of a host that the place
// does not concern. The render after it must show everything, and nothing may be written through a link.
func TestPlantedInSite(t *testing.T) {
	dir := t.TempDir()
	storeURL, site, others := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site"), filepath.Join(dir, "others")
	f := newFleet(t, storeURL, 2)
	f.grow(t)
	render := []string{"render", "-store", storeURL, "-out", site}
	mustSucceed(t, time.Minute, render...)
	of := func(host string) string { return filepath.Join(site, "host", host) + "/" }
	for at, path := range files(t, site) {
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		p := place{path: path, folder: info.IsDir(), aside: filepath.Join(dir, "aside"), others: others}
		for kind, thing := range planted {
			if thing.name == "link" && at == 0 { // the folder itself may be a link
				continue
			}
			f.grow(t)
			restore, made := p.plant(t, kind)
			if made {
				o := run(t, never, 10*time.Second, render...)
				switch {
				case o.code == 0:
					f.check(t, site)
				case o.code != 1 || !strings.Contains(o.output, path):
					t.Errorf("with a %s at %s: %v; want exit code 0, or 1 with the path", thing.name, path, o)
				case strings.HasPrefix(path+"/", of(f.hosts[0])):
					f.checkHost(t, site, f.hosts[1])
				}
			}
			restore()
			mustSucceed(t, time.Minute, render...)
			f.check(t, site)
		}
	}
	checkOnlyFiles(t, dir, "store", "site", "others")
}
