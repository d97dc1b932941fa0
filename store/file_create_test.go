package store

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"
)

// names returns what is in a folder, sorted.
func names(t *testing.T, folder string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// TestAFileIsMadeWithoutTheLock holds the folder's lock: only the name waits for it, and nothing is left of one that
// waits in vain.
func TestAFileIsMadeWithoutTheLock(t *testing.T) {
	folder := t.TempDir()
	path, beside := filepath.Join(folder, "a.db"), filepath.Join(folder, "a.db.x.new")
	lock := flock.New(filepath.Join(folder, ".lock"))
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	if err := writeEmpty(beside); err != nil {
		t.Fatal(err)
	}
	if err := createFile(t.Context(), path); err == nil {
		t.Error("named in spite of the lock")
	}
	if diff := cmp.Diff([]string{".lock", "a.db.x.new"}, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := publish(t.Context(), beside, path); err != nil {
		t.Error(err)
	}
	if err := createFile(t.Context(), path); err != nil { // it is there
		t.Error(err)
	}
	if diff := cmp.Diff([]string{".lock", "a.db"}, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// TestManyMakeTheSameFile has one file at the end, with the documents of all.
func TestManyMakeTheSameFile(t *testing.T) {
	storeURL := newFolder(t)
	var all sync.WaitGroup
	for i := range 4 { // stores of their own, as turns keep the goroutines of one apart
		all.Add(1)
		go func() {
			defer all.Done()
			if err := opened(t, storeURL, Options{Max: 16}).Append(t.Context(), host, numbered(t, i, i)...); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	wantHosts(t, opened(t, storeURL, Options{Max: 16}), host)
	n := 0
	err := opened(t, storeURL, Options{Max: 16}).Newest(t.Context(), host, 100, func([]byte) error { n++; return nil })
	if err != nil || n != 4 {
		t.Errorf("%d documents, %v; want 4", n, err)
	}
}

// TestLeftoversAreSwept has files that a crash has left, and others that look alike.
func TestLeftoversAreSwept(t *testing.T) {
	storeURL := newFolder(t)
	folder, err := folderOf(storeURL)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-2 * leftAfter)
	for _, name := range []string{"a.db.new", "a.db.ABC.new", "a.new", "a.db.b.c.new", ".db.new", "notes.new"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, nil, 0o640); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "b.db.ABC.new"), nil, 0o640); err != nil { // being made
		t.Fatal(err)
	}
	if err := opened(t, storeURL, Options{Max: 1}).Append(t.Context(), "c", numbered(t, 1, 1)...); err != nil {
		t.Fatal(err)
	}
	want := []string{".db.new", ".lock", "a.db.b.c.new", "a.new", "b.db.ABC.new", "c.db", "notes.new"}
	if diff := cmp.Diff(want, names(t, folder)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
