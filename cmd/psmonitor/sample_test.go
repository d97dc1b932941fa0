package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
)

// openState opens a machine's state folder, which is made.
func (m *machine) openState(t *testing.T) *folder.Folder {
	t.Helper()
	f, err := folder.Make(filepath.Join(m.dir, "state"), folder.Options{Mode: 0o600, Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestSecondSampleWaitsForTheFirst holds the lock of a first one.
func TestSecondSampleWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	unlock, err := m.openState(t).TryLock("example01.lock")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan string)
	go func() {
		code, output := m.sample(t.Context())
		ended <- fmt.Sprint(code, output)
	}()
	unlock()
	if got := <-ended; got != "0" {
		t.Errorf("when the first has ended: %s, want exit code 0 and silence", got)
	}
}

// checkCovers checks that a document covers the time since an earlier one.
func checkCovers(t *testing.T, before, doc bson.Raw) {
	t.Helper()
	since := doc.Lookup("date").Time().Sub(before.Lookup("date").Time()).Seconds()
	if interval := doc.Lookup("interval").Double(); interval < since-0.1 || interval > since+0.1 {
		t.Errorf("a document comes %.3f s after an earlier one, and covers %.3f s", since, interval)
	}
}

// TestUnwritableCountersAreReported names the folder, and what to do.
func TestUnwritableCountersAreReported(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	if err := os.MkdirAll(filepath.Join(m.dir, "state", "example01.counters.new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	code, output := m.sample(t.Context())
	want(t, "a folder in the way", code, output, filepath.Join(m.dir, "state")+", or name another folder with -state", exitDone)
}
