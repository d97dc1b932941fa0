package faults

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSymbolicLinksAreNotFollowed replaces each file and folder of a site and of a state folder by a symbolic link to
// another one outside. Nothing outside may be written or removed.
func TestSymbolicLinksAreNotFollowed(t *testing.T) {
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	site, state, others := filepath.Join(dir, "site"), filepath.Join(dir, "state"), filepath.Join(dir, "others")
	sample := []string{"sample", "-host", "machine", "-store", storeURL, "-state", state}
	render := []string{"render", "-store", storeURL, "-out", site}
	mustSucceed(t, time.Minute, sample...)
	mustSucceed(t, time.Minute, render...)
	if o := run(t, never, time.Minute, "sample", "-host", "machine", "-store", unreachableURL, "-state", state, "-timeout", "2s"); o.code != 1 {
		t.Errorf("a sample without a store: %v; want exit code 1", o) // this run creates the notices and the spool
	}
	for _, place := range append(files(t, site)[1:], files(t, state)[1:]...) {
		if _, err := os.Lstat(place); err != nil {
			continue // removed with its folder
		}
		other := plant(t, place, others)
		before := contents(t, others)
		for _, args := range [][]string{sample, render} {
			if o := run(t, never, time.Minute, args...); o.code > 1 {
				t.Errorf("with a link at %s: %v; want exit code 0 or 1", place, o)
			}
		}
		if after := contents(t, others); after != before {
			t.Errorf("with a link at %s, its target was changed from %q to %q", place, before, after)
		}
		for _, path := range []string{place, other} {
			if err := os.RemoveAll(path); err != nil {
				t.Error(err)
			}
		}
		suite.counts.add("planted links", 1)
	}
	removeDamagedCopies(t, state)
	run(t, never, time.Minute, sample...)
	mustSucceed(t, time.Minute, sample...)
	mustSucceed(t, time.Minute, render...)
	checkOnlyFiles(t, dir, "state", "store", "site", "others")
}

// plant replaces a file or folder by a link to another one, and returns the path of that.
func plant(t *testing.T, place, others string) (other string) {
	t.Helper()
	info, err := os.Lstat(place)
	if err != nil {
		t.Fatal(err)
	}
	other = filepath.Join(others, "other")
	if info.IsDir() {
		if err := os.MkdirAll(filepath.Join(other, "machine"), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(other, "machine", "index.html"), []byte("somebody else's"))
	} else {
		if err := os.MkdirAll(others, 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, other, []byte("somebody else's"))
	}
	if err := os.RemoveAll(place); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, place); err != nil {
		t.Fatal(err)
	}
	return other
}

// contents returns all names and contents in a folder.
func contents(t *testing.T, dir string) (all string) {
	t.Helper()
	for _, name := range files(t, dir) {
		all += name + "\n"
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			all += string(read(t, name)) + "\n"
		}
	}
	return all
}
