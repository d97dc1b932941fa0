package agent

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
)

// TestAskingLock locks a file system, and again while the first lock is held, as the sampler's helper holds it.
func TestAskingLock(t *testing.T) {
	state := t.TempDir()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	locks := askingLocks{agent: Agent{Host: sampler.Host{Name: "a"}, State: state, Now: func() time.Time { return now }}}
	if err := os.WriteFile(filepath.Join(state, "a.0-57.asking"), nil, 0o600); err != nil { // a killed round has left it
		t.Fatal(err)
	}
	first, since, err := locks.Lock("0:57")
	if err != nil || !since.Equal(now) {
		t.Fatalf("since %v, %v; want %v", since, err, now)
	}
	begun := now
	now = now.Add(time.Hour)
	if file, since, err := locks.Lock("0:57"); file != nil || !errors.Is(err, sampler.ErrHeld) || !since.Equal(begun) {
		t.Errorf("again: %v, since %v, %v; want ErrHeld since %v", file, since, err, begun)
	}
	other, _, err := locks.Lock("0:58")
	if err != nil {
		t.Fatal(err)
	}
	locks.Unlock("0:58", other)
	if diff := cmp.Diff([]string{"a.0-57.asking"}, namesIn(t, state)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	locks.Unlock("0:57", first)
	if diff := cmp.Diff([]string(nil), namesIn(t, state)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestLocksThatNobodyHoldsAreRemoved(t *testing.T) {
	state := t.TempDir()
	for _, name := range []string{"a.0-57.asking", "a.0-58.asking", "a.lock", "a.b.asking", "a.0-59.asking.counters", "b.0-57.asking"} {
		if err := os.WriteFile(filepath.Join(state, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Open(state, folder.Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := &round{Agent: Agent{Host: sampler.Host{Name: "a"}, State: state, Now: time.Now}, folder: f}
	held, _, err := askingLocks{agent: r.Agent}.Lock("0:58")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := r.removeAskingLocks(); err != nil {
		t.Fatal(err)
	}
	want := []string{"a.0-58.asking", "a.0-59.asking.counters", "a.b.asking", "a.lock", "b.0-57.asking"}
	if diff := cmp.Diff(want, namesIn(t, state)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestAskingNeedsAFolder wants that a sample without a state folder asks no file system that may hang, because it would
// leave one process each time; and that -print, which changes nothing, asks.
func TestAskingNeedsAFolder(t *testing.T) {
	a := Agent{Host: sampler.Host{Name: "a"}, State: filepath.Join(t.TempDir(), "missing"), Now: time.Now}
	if _, _, err := (askingLocks{agent: a}).Lock("0:57"); err == nil || errors.Is(err, sampler.ErrHeld) {
		t.Errorf("a sample: %v, want another error", err)
	}
	a.Print = os.Stderr
	locks := askingLocks{a, make(map[string]time.Time)}
	for range 2 {
		if file, _, err := locks.Lock("0:57"); file != nil || err != nil {
			t.Errorf("-print: %v, %v; want no file and no error", file, err)
		}
		if _, _, err := locks.Lock("0:57"); !errors.Is(err, sampler.ErrHeld) { // the first sample reads everything twice
			t.Errorf("-print again: %v, want ErrHeld", err)
		}
		locks.Unlock("0:57", nil)
	}
	if _, err := os.Stat(a.State); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("-print: the state folder: %v, want that it is missing", err)
	}
}
