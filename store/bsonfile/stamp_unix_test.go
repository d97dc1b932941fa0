//go:build unix

package bsonfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A backup that is put back in place has the inode, the size and the time of the file it replaces; only the time of
// change cannot be set.
func TestStampOfFileWrittenOver(t *testing.T) {
	f, stamp := stamped(t)
	info, err := os.Stat(f.path())
	if err != nil {
		t.Fatal(err)
	}
	waitForNextTick(t, f.path())
	if err := errors.Join(os.WriteFile(f.path(), read(t, f), 0o640), os.Chtimes(f.path(), info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
	if again := f.stamp(t); again == "" || again == stamp {
		t.Errorf("got the stamp %q after %q", again, stamp)
	}
}

// waitForNextTick writes another file until the kernel's clock has moved on from the file's last change.
func waitForNextTick(t *testing.T, file string) {
	t.Helper()
	old, _, err := lstat(file)
	if err != nil {
		t.Fatal(err)
	}
	scratch := filepath.Join(t.TempDir(), "scratch")
	for {
		if err := os.WriteFile(scratch, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		now, _, err := lstat(scratch)
		if err != nil {
			t.Fatal(err)
		}
		if now.changed.After(old.changed) {
			return
		}
	}
}
