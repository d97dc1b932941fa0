package store

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// makeOld makes a host as old as one that nobody has written to for an hour: stamps are for such.
func makeOld(t testing.TB, s Store, host string) {
	t.Helper()
	files, ok := filesOf(s)
	if !ok {
		return // MongoDB's stamps do not go by times
	}
	path := filepath.Join(files.path, files.fileName(host))
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	waitAnHour(s)
}

// waitAnHour puts the store's clock forward.
func waitAnHour(s Store) {
	if files, ok := filesOf(s); ok {
		files.now = func() time.Time { return time.Now().Add(time.Hour) }
	}
}

// filesOf returns the files behind a store, on this machine or at the end of an ssh.
func filesOf(s Store) (*fileStore, bool) {
	if ends, ok := s.(bothEnds); ok {
		s = ends.Store
	}
	files, ok := s.(*fileStore)
	return files, ok
}

func stampOf(t testing.TB, s Store, host string) string {
	t.Helper()
	stamp, err := s.Stamp(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	return stamp
}

func stampsTheSameAlike(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	mustAppend(t, s, host, numbered(t, 1, 3)...)
	makeOld(t, s, host)
	first := stampOf(t, s, host)
	if first == "" {
		t.Fatal("nothing can be told of a host that is at rest")
	}
	wantNumbers(t, s, host, 10, upTo(1, 3))
	mustAppend(t, s, "another", numbered(t, 1, 1)...)
	reader := opened(t, storeURL, Options{ReadOnly: true})
	waitAnHour(reader)
	for name, s := range map[string]Store{"the writer": s, "a reader": reader} {
		if again := stampOf(t, s, host); again != first {
			t.Errorf("%s: got %q, and then %q, though nothing happened", name, first, again)
		}
	}
	if other := stampOf(t, s, "another"); other == first {
		t.Errorf("two hosts have the stamp %q", other)
	}
}

func stampsChangesAnew(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 3})
	docs := numbered(t, 1, 9)
	waitAnHour(s)
	var seen []string
	changed := func(what string) {
		t.Helper()
		stamp := stampOf(t, s, host)
		if stamp == "" || slices.Contains(seen, stamp) {
			t.Errorf("%s: got the stamp %q, after %q", what, stamp, seen)
		}
		makeOld(t, s, host) // so that the next change does not fall into the same step of the clock
		seen = append(seen, stamp, stampOf(t, s, host))
	}
	for _, doc := range docs { // beyond the maximum, where nothing grows any more
		mustAppend(t, s, host, doc)
		changed("another document")
	}
	if err := s.Drop(t.Context(), host); err != nil {
		t.Fatal(err)
	}
	if stamp := stampOf(t, s, host); stamp != "" {
		t.Errorf("dropped: got the stamp %q", stamp)
	}
	mustAppend(t, s, host, docs[len(docs)-3:]...)
	if _, err := s.Hosts(t.Context()); err != nil {
		t.Fatal(err)
	}
	changed("dropped, and made anew with the same documents")
}

func stampsNothing(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 10})
	if stamp := stampOf(t, s, host); stamp != "" {
		t.Errorf("no store: got the stamp %q", stamp)
	}
	mustAppend(t, s, "another", numbered(t, 1, 1)...)
	if stamp := stampOf(t, s, host); stamp != "" {
		t.Errorf("no such host: got the stamp %q", stamp)
	}
}

// Here the clock is the real one, and writes follow one another as fast as they can: several may fall into one step of
// the kernel's clock.
func stampsNoTwoStatesAlike(t *testing.T, _ place, storeURL string) {
	s := opened(t, storeURL, Options{Max: 5})
	states := map[string]int{}
	for i, doc := range numbered(t, 1, 60) {
		mustAppend(t, s, host, doc)
		stamp := stampOf(t, s, host)
		if before, known := states[stamp]; known && stamp != "" {
			t.Errorf("after document %d as after document %d: %q", i+1, before, stamp)
		}
		states[stamp] = i + 1
	}
}
