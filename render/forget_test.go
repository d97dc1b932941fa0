package render

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// forget forgets a host, whose collection can be dropped.
func forget(t *testing.T, dir, host string) (had bool) {
	t.Helper()
	dropped := 0
	had, err := Forget(t.Context(), dir, host, slog.New(slog.DiscardHandler), func() error { dropped++; return nil })
	if err != nil || dropped != 1 {
		t.Fatalf("dropped %d times, and %v", dropped, err)
	}
	return had
}

func TestForgetRemovesOneHost(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	before := pages(t, dir)
	if forget(t, dir, "nobody") {
		t.Error("a host without a page had one")
	}
	if diff := cmp.Diff(before, pages(t, dir)); diff != "" {
		t.Errorf("the site has changed:\n%s", diff)
	}
	if !forget(t, dir, "b") {
		t.Error("a host with a page had none")
	}
	for name, contents := range tree(t, dir) {
		if strings.HasPrefix(name, "host/b/") || name == manifestName && strings.Contains(contents, `"b":`) {
			t.Errorf("%s still has the host", name)
		}
	}
	delete(f, "b")
	if read := f.run(t, dir, noon, nil); len(read) != 0 {
		t.Errorf("%v were read again", read)
	}
	f.checkAfresh(t, "without the host", dir, noon, nil)
}

func TestForgetLeavesThePagesOfAHostThatCannotBeDropped(t *testing.T) {
	dir := seeded(t)
	small().run(t, dir, noon, nil)
	before := tree(t, dir)
	broken := errors.New("no answer")
	had, err := Forget(t.Context(), dir, "b", slog.New(slog.DiscardHandler), func() error { return broken })
	if had || !errors.Is(err, broken) {
		t.Errorf("got %v, %v", had, err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("the site has changed:\n%s", diff)
	}
}

func TestForgetWaitsForARender(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ended, end := context.WithCancel(t.Context())
	end()
	never := func() error { t.Error("dropped while another render was running"); return nil }
	if _, err := Forget(ended, dir, "a", slog.New(slog.DiscardHandler), never); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	var closed atomic.Bool
	done := make(chan error, 1)
	go func() {
		_, err := Forget(t.Context(), dir, "a", slog.New(slog.DiscardHandler), func() error {
			if !closed.Load() {
				t.Error("it did not wait")
			}
			return nil
		})
		done <- err
	}()
	closed.Store(true)
	if err := errors.Join(s.Close(), <-done); err != nil {
		t.Error(err)
	}
}

func TestForgetNeedsNoSite(t *testing.T) {
	if forget(t, filepath.Join(t.TempDir(), "nowhere"), "a") {
		t.Error("a folder that is not there had a page")
	}
}
