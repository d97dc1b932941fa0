package folder

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestHolderIsTheProcessWithTheLock(t *testing.T) {
	dir := t.TempDir()
	f, err := Open(dir, Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if pid := f.Holder("lock"); pid != 0 {
		t.Errorf("without a lock file: process %d", pid)
	}
	for content, want := range map[string]int{"": 0, "4194304   \n": 4194304, "-1": 0, "a text": 0, "1234\n0\n": 0} {
		if err := os.WriteFile(filepath.Join(dir, "lock"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if pid := f.Holder("lock"); pid != want {
			t.Errorf("%q: process %d, want %d", content, pid, want)
		}
	}
	for range 2 {
		unlock, err := f.TryLock("lock")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.TryLock("lock"); !errors.Is(err, ErrLocked) {
			t.Errorf("locked twice: %v", err)
		}
		if pid := f.Holder("lock"); pid != os.Getpid() {
			t.Errorf("process %d has the lock, want %d", pid, os.Getpid())
		}
		unlock()
		if err := os.WriteFile(filepath.Join(dir, "lock"), []byte("4194304   \n"), 0o600); err != nil { // of a longer ID
			t.Fatal(err)
		}
	}
}
