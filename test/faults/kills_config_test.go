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

// TestKilledRendersOfAnotherConfiguration kills renders that must make all anew though no sample has come: the
// configuration has changed. The render after each must make the site that one from nothing makes, and not take pages of
// the configuration before for its own.
func TestKilledRendersOfAnotherConfiguration(t *testing.T) {
	dir := t.TempDir()
	storeURL, site, config := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site"), filepath.Join(dir, "psmonitor.toml")
	undisturbed(t, time.Minute, "demo", "-store", storeURL, "-hosts", "60")
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
	life := undisturbed(t, time.Minute, render(site)...).took()
	settle(t, render(site))
	r := chance(t, 0)
	for round := 0; round < suite.rounds; {
		write(2 + round%90)
		f.hosts = []string{fmt.Sprintf("new-%d", round)} // which the killed run plans before it makes anything
		f.grow(t)
		if o := run(t, instant(r, life), time.Minute, render(site)...); o.killed {
			suite.counts.add("kills of render, of another configuration", 1)
			round++
		}
		life = (3*life + undisturbed(t, time.Minute, render(site)...).took()) / 4
		afresh := filepath.Join(dir, "afresh")
		undisturbed(t, time.Minute, render(afresh)...)
		alike(t, afresh, site)
		if err := os.RemoveAll(afresh); err != nil {
			t.Fatal(err)
		}
	}
}

// settle renders until nothing is made any more: files that were just written tell nothing.
func settle(t *testing.T, render []string) {
	t.Helper()
	for until := time.Now().Add(time.Minute); time.Now().Before(until); {
		if o := run(t, never, time.Minute, append(render, "-v")...); strings.Contains(o.said, "rendered=0 ") {
			return
		}
	}
	t.Fatal("a store at rest is rendered again and again")
}

// alike wants two sites to have the same pages. What is about a run, and the feed's ids, are each site's own.
func alike(t *testing.T, want, got string) {
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
			t.Errorf("%s is not what a render from nothing makes", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
