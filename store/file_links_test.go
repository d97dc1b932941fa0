//go:build unix

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPlantedLinks plants symbolic links in the store's folder, as a member of its group might where the group may
// write. None is followed, not even where it is planted the moment before the file is opened.
func TestPlantedLinks(t *testing.T) {
	plant := func(t *testing.T, name string) (s Store, outside, link string) {
		_, outside = filled(t) // somebody else's store: a file that could be written
		folder := filepath.Join(t.TempDir(), "store")
		link = filepath.Join(folder, name)
		if err := errors.Join(os.Mkdir(folder, 0o770), os.Symlink(outside, link)); err != nil {
			t.Fatal(err)
		}
		return opened(t, fileURL(folder), Options{Max: 10}), outside, link
	}
	for _, name := range []string{host + extension, ".lock", host + extension + ".new"} {
		t.Run(name, func(t *testing.T) {
			s, outside, link := plant(t, name)
			before := contents(t, outside)
			err := s.Append(t.Context(), host, numbered(t, 1, 1)...)
			if strings.HasSuffix(name, ".new") {
				if err != nil { // a leftover, which is removed
					t.Error(err)
				}
				wantNumbers(t, s, host, 10, upTo(1, 1))
			} else if err == nil || !strings.Contains(err.Error(), link+" is a symbolic link") {
				t.Errorf("got %v, want an error that names the link", err)
			}
			if diff := cmp.Diff(before, contents(t, outside)); diff != "" {
				t.Errorf("the file outside has changed (-before +after):\n%s", diff)
			}
		})
	}
	t.Run("reading", func(t *testing.T) {
		s, _, link := plant(t, host+extension)
		err := s.Newest(t.Context(), host, 1, func([]byte) error { t.Error("visited"); return nil })
		if err == nil || !strings.Contains(err.Error(), link+" is a symbolic link") {
			t.Errorf("got %v, want an error that names the link", err)
		}
	})
	t.Run("in the last moment", func(t *testing.T) {
		_, outside, link := plant(t, host+extension)
		before := contents(t, outside)
		for _, write := range []bool{false, true} {
			err := withFile(t.Context(), link, time.Now(), write, func(*access) error { t.Error("opened"); return nil })
			if err == nil || !strings.Contains(err.Error(), link+" is a symbolic link") {
				t.Errorf("got %v, want an error that names the link", err)
			}
		}
		err := new(fileStore).readWhole(t.Context(), link, time.Now(), func(*pages) error { t.Error("opened"); return nil })
		if err == nil || !strings.Contains(err.Error(), link+" is a symbolic link") {
			t.Errorf("got %v, want an error that names the link", err)
		}
		if err := writeEmpty(link); err == nil {
			t.Error("made a file through a link")
		}
		if err := waitForOthers(context.Background(), link); err == nil {
			t.Error("took a lock through a link")
		}
		if diff := cmp.Diff(before, contents(t, outside)); diff != "" {
			t.Errorf("the file outside has changed (-before +after):\n%s", diff)
		}
	})
}

// TestPlantedPipes plants pipes as others might links. To open one could wait for ever.
func TestPlantedPipes(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	lock, file := filepath.Join(folder, ".lock"), filepath.Join(folder, host+extension)
	if err := errors.Join(os.Mkdir(folder, 0o770), syscall.Mkfifo(lock, 0o660)); err != nil {
		t.Fatal(err)
	}
	within := func(t *testing.T, work func() error) error {
		t.Helper()
		done := make(chan error, 1)
		go func() { done <- work() }()
		select {
		case err := <-done:
			return err
		case <-time.After(time.Minute):
			t.Fatal("still waiting for a pipe")
			return nil
		}
	}
	t.Run("for the lock", func(t *testing.T) {
		s := opened(t, fileURL(folder), Options{Max: 10})
		if err := within(t, func() error { return s.Append(t.Context(), host, numbered(t, 1, 1)...) }); err != nil {
			t.Fatal(err)
		}
		wantNumbers(t, s, host, 10, upTo(1, 1))
	})
	t.Run("in the last moment", func(t *testing.T) {
		if err := errors.Join(os.RemoveAll(file), syscall.Mkfifo(file, 0o660)); err != nil {
			t.Fatal(err)
		}
		for _, write := range []bool{false, true} {
			err := within(t, func() error {
				return withFile(t.Context(), file, time.Now(), write, func(*access) error { return nil })
			})
			if err == nil {
				t.Errorf("opened, for writing %v", write)
			}
		}
		err := within(t, func() error {
			return new(fileStore).readWhole(t.Context(), file, time.Now(), func(*pages) error { return nil })
		})
		if err == nil {
			t.Error("read")
		}
		_ = within(t, func() error { return waitForOthers(context.Background(), file) }) // and then removes it
	})
}

// contents returns what a file has, and its mode.
func contents(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().String() + string(text)
}
