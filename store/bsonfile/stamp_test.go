package bsonfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// stamped returns a file that has been at rest for an hour, and its stamp.
func stamped(t *testing.T) (f File, stamp string) {
	t.Helper()
	f = newFile(t, 8)
	mustAppend(t, f, document(t, 1, 20))
	past := time.Now().Add(-time.Hour)
	if err := os.Chtimes(f.path(), past, past); err != nil {
		t.Fatal(err)
	}
	return f, f.stamp(t)
}

// stamp returns the stamp an hour from now.
func (f File) stamp(t *testing.T) string {
	t.Helper()
	stamp, err := f.Stamp(time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return stamp
}

func TestStampNeedsRest(t *testing.T) {
	f, _ := stamped(t)
	have, _, err := lstat(f.path())
	if err != nil {
		t.Fatal(err)
	}
	for age, told := range map[time.Duration]bool{-time.Hour: false, 0: false, stampAge - 1: false, stampAge: true, time.Hour: true} {
		if stamp, err := f.Stamp(have.changed.Add(age)); (stamp != "") != told || err != nil {
			t.Errorf("changed before %v: got the stamp %q, %v; want one: %t", age, stamp, err, told)
		}
	}
}

func TestStampOfReplacedFile(t *testing.T) {
	f, stamp := stamped(t)
	info, err := os.Stat(f.path())
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(t.TempDir(), "copy")
	err = errors.Join(os.WriteFile(beside, read(t, f), 0o640), os.Chtimes(beside, info.ModTime(), info.ModTime()), os.Rename(beside, f.path()))
	if err != nil {
		t.Fatal(err)
	}
	if again := f.stamp(t); again == "" || again == stamp {
		t.Errorf("got the stamp %q after %q, of another file of the same size and time", again, stamp)
	}
}

func TestStampOfWhatIsNoFile(t *testing.T) {
	f, _ := stamped(t)
	for what, plant := range map[string]func() error{
		"nothing":  func() error { return nil },
		"a folder": func() error { return os.Mkdir(f.path(), 0o750) },
		"a link":   func() error { return os.Symlink("elsewhere", f.path()) },
	} {
		if err := errors.Join(os.RemoveAll(f.path()), plant()); err != nil {
			t.Fatal(err)
		}
		if stamp := f.stamp(t); stamp != "" {
			t.Errorf("%s has the stamp %q", what, stamp)
		}
	}
}
