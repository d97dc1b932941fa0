package faults

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// unreachableURL is the URL of a server that does not exist.
const unreachableURL = "mongodb://127.0.0.1:1/faults"

// away takes a sample while the store is unreachable: it waits in the spool.
func (m *machine) sampleWithoutStore(t *testing.T) {
	t.Helper()
	was := m.store
	m.store = unreachableURL + "?serverSelectionTimeoutMS=50"
	m.waitUntilDue(t)
	if o := m.sample(t, never); o.code != 1 {
		t.Errorf("a sample without a store: %v; want exit code 1", o)
	}
	m.store = was
}

// TestDamagedStateFolders damages the counters and the notices. The next sample must be taken, possibly over one second,
// and the one after it must succeed without output.
func TestDamagedStateFolders(t *testing.T) {
	const atATime = 40
	for _, ending := range []string{".counters", ".notices", ".history"} {
		t.Run(ending, func(t *testing.T) {
			dir := t.TempDir()
			storeURL := "file://" + filepath.Join(dir, "store")
			list := machines(t, atATime, storeURL, dir, 30*time.Second)
			path := func(m *machine) string { return filepath.Join(m.state, m.name+ending) }
			if ending == ".notices" {
				list[0].sampleWithoutStore(t)
			}
			size := len(read(t, path(list[0])))
			damage(t, "state folder", size, all(size), atATime, func(worker int, do func([]byte) []byte, how string) {
				m := list[worker]
				if ending == ".notices" {
					m.sampleWithoutStore(t)
				}
				m.waitUntilDue(t)
				write(t, path(m), do(read(t, path(m))))
				if o := m.sample(t, never); o.code != 0 || !names(o.output, filepath.Base(path(m))) {
					t.Errorf("%s: %v; want exit code 0, and the file named if anything is said", how, o)
				}
				m.waitUntilDue(t)
				m.mustSucceed(t)
				removeDamagedCopies(t, m.state)
			})
			site := filepath.Join(dir, "site")
			list[0].waitUntilDue(t)
			list[0].sample(t, never)
			mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
			for _, m := range list {
				m.check(t, storeURL, site)
			}
			checkOnlyFiles(t, dir, "state", "store", "site")
		})
	}
}

// clean removes damaged files that were renamed. Only ten of each are kept.
func removeDamagedCopies(t *testing.T, folder string) {
	t.Helper()
	for _, name := range files(t, folder) {
		if strings.Contains(filepath.Base(name), ".damaged") {
			if err := os.Remove(name); err != nil {
				t.Error(err)
			}
		}
	}
}

// names reports whether each line contains the name of the file, or says that the store works again.
func names(output, file string) bool {
	for line := range strings.Lines(output) {
		if !strings.Contains(line, file) && !recovered(line) {
			return false
		}
	}
	return true
}

// TestDamagedSpools damages a spool with waiting samples. All intact samples must be stored, and the damaged file kept.
func TestDamagedSpools(t *testing.T) {
	const atATime, waiting = 32, 2
	dir := t.TempDir()
	origin := machines(t, 1, "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "origin"), 30*time.Second)[0]
	for range waiting {
		origin.sampleWithoutStore(t)
	}
	good := read(t, filepath.Join(origin.state, origin.name+".spool"))
	counters := read(t, filepath.Join(origin.state, origin.name+".counters"))
	spooled := origin.runs[len(origin.runs)-waiting:]
	places := records(t, good, waiting)
	damage(t, "spool", len(good), all(len(good)), atATime, func(worker int, do func([]byte) []byte, how string) {
		folder := filepath.Join(dir, fmt.Sprint(worker))
		m := &machine{name: origin.name, state: filepath.Join(folder, "state"), store: "file://" + filepath.Join(folder, "store"), timeout: origin.timeout}
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
		if err := os.MkdirAll(m.state, 0o700); err != nil {
			t.Error(err)
		}
		bad := do(good)
		write(t, filepath.Join(m.state, m.name+".spool"), bad)
		write(t, filepath.Join(m.state, m.name+".counters"), counters)
		if o := m.sample(t, never); o.code != 0 || !names(o.output, ".spool") {
			t.Errorf("%s: %v; want exit code 0, and the spool named if anything is said", how, o)
		} else if o.output != "" && !kept(t, m.state, bad) {
			t.Errorf("%s: the damaged spool was not kept", how)
		}
		there := storedDates(t, m.store, m.name)
		if !slices.IsSorted(there) || m.runs[0].count(there) != 1 {
			suite.counts.add("lost", 1)
			t.Errorf("%s: stored are the samples of %v, without the one of now, or out of order", how, there)
		}
		for i, at := range places {
			if intact := len(bad) >= at[1] && bytes.Equal(bad[at[0]:at[1]], good[at[0]:at[1]]); spooled[i].count(there) > 1 || intact && spooled[i].count(there) != 1 {
				suite.counts.add("lost", 1)
				t.Errorf("%s: the sample %d of %d that waited is intact, and stored %d times", how, i+1, waiting, spooled[i].count(there))
			}
		}
	})
}

// records returns where the documents of a spool begin and end: each begins with its length.
func records(t *testing.T, spool []byte, n int) (places [][2]int) {
	t.Helper()
	at := 0
	for at+4 < len(spool) {
		end := at + int(binary.LittleEndian.Uint32(spool[at:]))
		places = append(places, [2]int{at, end})
		at = end
	}
	if len(places) != n || at != len(spool) {
		t.Fatalf("a spool of %d bytes has documents at %v, want %d of them up to its end", len(spool), places, n)
	}
	return places
}

// kept reports whether a file in the folder has the given content.
func kept(t *testing.T, folder string, content []byte) bool {
	t.Helper()
	for _, name := range files(t, folder) {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && bytes.Equal(read(t, name), content) {
			return true
		}
	}
	return false
}
