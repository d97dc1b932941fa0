package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// TestSampleIsTakenWhileAnotherIsStuck has a first sample that never ends, which keeps counters and spool. The second one takes its
// own without them, which covers one second.
func TestSampleIsTakenWhileAnotherIsStuck(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	code, output := m.sample(t.Context())
	want(t, "before", code, output, "", exitDone)
	state := m.openState(t)
	counters, err := state.ReadFile("example01.counters", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := state.TryLock("example01.lock")
	if err != nil {
		t.Fatal(err)
	}
	code, output = m.sample(t.Context(), "-timeout", "10s")
	want(t, "beside it", code, output, "another psmonitor sample of example01 has held "+state.Path("example01.lock"), exitDone)
	code, output = m.sample(t.Context(), "-timeout", "10s", "-store", away)
	if code != exitFailed || !strings.Contains(output, "the sample is lost") {
		t.Errorf("without a store: exit code %d, output %q; want 1, and that the sample is lost", code, output)
	}
	if after, err := state.ReadFile("example01.counters", 1<<20); err != nil || string(after) != string(counters) {
		t.Errorf("the counters have changed, %v", err)
	}
	unlock()
	code, output = m.sample(t.Context())
	want(t, "when it has ended", code, output, "", exitDone)
	docs := documents(t, m.store())
	if len(docs) != 3 {
		t.Fatalf("%d documents are stored, want 3", len(docs))
	}
	if interval, covers := docs[1].Lookup("interval").Double(), docs[1].Lookup("date").Time().Sub(docs[0].Lookup("date").Time()).Seconds(); interval > covers-3 {
		t.Errorf("the second one covers %.1f s, all of %.1f s since the first", interval, covers)
	}
	checkCovers(t, docs[0], docs[2])
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
