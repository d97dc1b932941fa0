package agent

import (
	"context"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/folder"
)

// TestRepeatBesideAStuckProcess has a process that hangs with the first lock. A quarter of the timeout, the longest wait for it, is
// fifteen minutes here.
func TestRepeatBesideAStuckProcess(t *testing.T) {
	s := newHourlySampler(t)
	holdLock(t, s.State, "a"+samplingLock)
	s.Timeout = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := s.Repeat(ctx, time.Second, 3)
	if err != nil || ctx.Err() != nil {
		t.Errorf("got %v, and %v: want three samples soon", err, ctx.Err())
	}
	if logged := s.logged.String(); strings.Count(logged, "has held") != 1 {
		t.Errorf("it logged %q, want once who is in the way", logged)
	}
}

// TestPatienceEnds has rounds that would wait an hour each for the lock if they had not waited for it before.
func TestPatienceEnds(t *testing.T) {
	s := newSpooler(t, 10)
	s.Timeout = time.Hour
	s.patience = &patience{longest: time.Millisecond}
	unlock := holdLock(t, s.State, "a"+samplingLock)
	for range 3 {
		s.stuck = false
		s.lockToSample(t.Context())()
		if !s.stuck {
			t.Fatal("a round has the lock that another process holds")
		}
		s.patience.longest = time.Hour
	}
	unlock()
	s.stuck = false
	s.lockToSample(t.Context())()
	if s.stuck || !s.patience.begun.IsZero() {
		t.Errorf("afterwards: stuck %t, waiting since %v", s.stuck, s.patience.begun)
	}
}

// holdLock makes the folder and holds a lock in it, until unlock is called or the test ends.
func holdLock(t *testing.T, path, name string) (unlock func()) {
	t.Helper()
	f, err := folder.Make(path, folder.Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	unlock, err = f.Lock(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(unlock)
	return unlock
}
