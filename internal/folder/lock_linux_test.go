package folder

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"syscall"
	"testing"
)

// TestLockInReadOnlyFolder has a folder without the lock file, in which this user may create none. That is the error, not that
// the file is missing.
func TestLockInReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	f, err := Open(dir, Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // who may write everywhere
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := syscall.Setfsuid(54321); err != nil {
			t.Fatal(err)
		}
		defer syscall.Setfsuid(0)
	}
	if _, err := f.TryLock("a.lock"); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("got %v, want %v", err, fs.ErrPermission)
	}
}
