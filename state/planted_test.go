//go:build unix

package state

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPlantedLinksLeadNowhere plants links to a file outside, and to one that is not there yet.
func TestPlantedLinksLeadNowhere(t *testing.T) {
	for _, target := range []string{"secret", "fresh"} {
		f, outside := folder(t)
		put(t, filepath.Join(outside, "secret"), seal([]byte("do not touch")))
		for _, name := range []string{"read", "replaced", "replaced.new", "lock", "opened"} {
			if err := os.Symlink(filepath.Join(outside, target), f.Path(name)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := f.Read("read"); !errors.Is(err, ErrDamaged) {
			t.Errorf("read %q, %v through a link; want ErrDamaged", got, err)
		}
		replace(t, f, "replaced", "new")
		if _, err := f.OpenFile("opened", os.O_RDWR|os.O_CREATE); !errors.Is(err, ErrForeign) {
			t.Errorf("opened a link: %v, want ErrForeign", err)
		}
		unlock, err := f.Lock(t.Context(), "lock")
		if err != nil {
			t.Fatal(err)
		}
		unlock()
		for _, name := range []string{"lock", "replaced"} {
			if info, err := os.Lstat(f.Path(name)); err != nil || !info.Mode().IsRegular() {
				t.Errorf("%s is still a link: %v, %v", name, info, err)
			}
		}
		wantOnly(t, outside, "secret", "state")
		if got, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(got) != string(seal([]byte("do not touch"))) {
			t.Errorf("the file outside is %q, %v", got, err)
		}
	}
}

// A pipe, which opening would wait for.
func TestAPipeIsNotWaitedFor(t *testing.T) {
	f, _ := folder(t)
	for _, name := range []string{"read", "lock"} {
		if err := syscall.Mkfifo(f.Path(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Read("read"); !errors.Is(err, ErrDamaged) {
		t.Errorf("read: %v, want ErrDamaged", err)
	}
	unlock, err := f.Lock(t.Context(), "lock")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	f, _ := folder(t)
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	put(t, f.Path("spool"), nil) // by hand, for all to read
	for _, umask := range []int{0, 0o277} {
		syscall.Umask(umask)
		replace(t, f, "a", "contents")
		for _, name := range []string{"spool", "fresh"} {
			file, err := f.OpenFile(name, os.O_RDWR|os.O_CREATE)
			if err != nil {
				t.Fatal(err)
			}
			file.Close()
		}
		for _, name := range []string{"a", "spool", "fresh"} {
			if info, err := os.Stat(f.Path(name)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("umask %03o: %s has %v, %v; want 0600", umask, name, info.Mode().Perm(), err)
			}
			if err := f.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Error(err)
			}
		}
	}
}
