package faults

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledRendersAfterConfigurationChange changes the configuration and kills the next render, which must render all
// pages again although there is no new sample. The run after that must make the same site as a run into an empty folder:
// it must not keep pages of the old configuration.
func TestKilledRendersAfterConfigurationChange(t *testing.T) {
	dir := t.TempDir()
	storeURL, site, config := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site"), filepath.Join(dir, "psmonitor.toml")
	mustSucceed(t, time.Minute, "demo", "-store", storeURL, "-hosts", "60")
	f := newFleet(t, storeURL, 0)
	write := func(percent int) {
		text := fmt.Sprintf("[thresholds]\ncpu = { warning = %d, critical = 99 }\n", percent)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	render := func(out string) []string {
		return []string{"render", "-config", config, "-store", storeURL, "-out", out}
	}
	write(1)
	duration := mustSucceed(t, time.Minute, render(site)...).took()
	renderUntilUnchanged(t, render(site))
	r := newRand(t, 0)
	for round := 0; round < suite.rounds; {
		write(2 + round%90)
		f.hosts = []string{fmt.Sprintf("new-%d", round)} // the killed run records it before it makes pages
		f.grow(t)
		if o := run(t, randomTime(r, duration), time.Minute, render(site)...); o.killed {
			suite.counts.add("kills of render, of another configuration", 1)
			round++
		}
		duration = (3*duration + mustSucceed(t, time.Minute, render(site)...).took()) / 4
		fresh := filepath.Join(dir, "fresh")
		mustSucceed(t, time.Minute, render(fresh)...)
		compareSites(t, fresh, site)
		if err := os.RemoveAll(fresh); err != nil {
			t.Fatal(err)
		}
	}
}

// renderUntilUnchanged renders until no host is rendered again. The stamps of files do not count while they are new.
func renderUntilUnchanged(t *testing.T, render []string) {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		if o := run(t, never, time.Minute, append(render, "-v")...); strings.Contains(o.output, "rendered=0 ") {
			return
		}
	}
	t.Fatal("hosts without new samples are rendered again and again")
}

// compareSites reports pages of got that differ from want. It ignores files about the run and the feed, which has random ids.
func compareSites(t *testing.T, want, got string) {
	t.Helper()
	err := filepath.WalkDir(want, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(want, path)
		if err != nil || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(name, "run.") || name == "stamp.js" || name == "feed.xml" || name == "metrics.txt" {
			return err
		}
		a, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(got, name))
		if err == nil && !bytes.Equal(a, b) {
			suite.counts.add("stale", 1)
			t.Errorf("%s differs from what a render into an empty folder makes", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
