//go:build unix

package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestLinksAreNotFollowed plants links to a file outside, to one that does not exist, and to another file of the folder.
func TestLinksAreNotFollowed(t *testing.T) {
	for _, target := range []string{"../secret", "../missing", "other", "missing"} {
		t.Run(target, func(t *testing.T) {
			f, outside := newFolder(t)
			write(t, filepath.Join(outside, "secret"), "secret")
			write(t, f.Path("other"), "other")
			for _, name := range []string{"link", "replaced", "updated", "updated.new"} {
				if err := os.Symlink(target, f.Path(name)); err != nil {
					t.Fatal(err)
				}
			}
			for _, flag := range []int{os.O_RDONLY, os.O_RDWR, os.O_RDWR | os.O_CREATE, os.O_WRONLY | os.O_CREATE | os.O_APPEND} {
				if _, err := f.OpenFile("link", flag); !errors.Is(err, ErrNotFile) {
					t.Errorf("opened with flag %x: %v, want ErrNotFile", flag, err)
				}
			}
			if _, err := f.TryLock("link"); !errors.Is(err, ErrNotFile) {
				t.Errorf("locked: %v, want ErrNotFile", err)
			}
			replace(t, f, "replaced", "new")
			if _, err := f.Update("updated", []byte("new")); err != nil {
				t.Error(err)
			}
			if _, err := f.Aside("link"); err != nil {
				t.Error(err)
			}
			wantContents(t, f, "replaced", "new")
			wantContents(t, f, "updated", "new")
			wantContents(t, f, "other", "other")
			wantOnly(t, f.Path("."), "link.damaged", "other", "replaced", "updated")
			wantOnly(t, outside, "inside", "secret")
			if got, err := os.ReadFile(filepath.Join(outside, "secret")); err != nil || string(got) != "secret" {
				t.Errorf("the file outside has %q, %v", got, err)
			}
		})
	}
}

// TestLinkOfTheLastMoment has a goroutine put a link to another file of the folder into the place of a file and back, while
// the file is opened.
func TestLinkOfTheLastMoment(t *testing.T) {
	f, _ := newFolder(t)
	write(t, f.Path("secret"), "secret")
	write(t, f.Path("file"), "file")
	stop, stopped := make(chan struct{}), make(chan error)
	go func() {
		var err error
		for i := 0; err == nil && !isClosed(stop); i++ {
			if i%2 == 0 {
				err = os.Link(f.Path("file"), f.Path("next"))
			} else {
				err = os.Symlink("secret", f.Path("next"))
			}
			err = errors.Join(err, os.Rename(f.Path("next"), f.Path("a")))
		}
		stopped <- err
	}()
	for range 2000 {
		data, err := f.ReadFile("a", 100)
		if err == nil && string(data) != "file" {
			t.Fatalf("read %q through a link", data)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	seen, err := f.Lstat("file")
	if err != nil {
		t.Fatal(err)
	}
	other, err := f.OpenFile("secret", os.O_RDONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := f.check(other, os.O_RDONLY, seen); !errors.Is(err, errReplaced) {
		t.Errorf("another file than Lstat has seen: %v, want errReplaced", err)
	}
}

// To open a pipe could wait for ever.
func TestPipesAreNotWaitedFor(t *testing.T) {
	f, _ := newFolder(t)
	if err := syscall.Mkfifo(f.Path("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []int{os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR | os.O_CREATE} {
		if _, err := f.OpenFile("pipe", flag); !errors.Is(err, ErrNotFile) {
			t.Errorf("opened with flag %x: %v, want ErrNotFile", flag, err)
		}
	}
	if _, err := f.TryLock("pipe"); !errors.Is(err, ErrNotFile) {
		t.Errorf("locked: %v, want ErrNotFile", err)
	}
	// One that comes after Lstat has seen a file is not waited for either.
	file, err := f.root.OpenFile("pipe", os.O_RDONLY|openNonblock, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.Close()
	replace(t, f, "pipe", "contents")
	wantContents(t, f, "pipe", "contents")
}

func TestModesWhateverTheUmaskIs(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	for mode, folderMode := range map[fs.FileMode]fs.FileMode{0o600: 0o700, 0o640: 0o750, 0o644: 0o755} {
		for _, umask := range []int{0, 0o277, 0o077} {
			base := t.TempDir()
			syscall.Umask(umask)
			f, err := Make(filepath.Join(base, "above", "folder"), Options{Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			sub, err := f.Sub("below/sub")
			if err != nil {
				t.Fatal(err)
			}
			replace(t, f, "replaced", "contents")
			file, err := f.OpenFile("opened", os.O_RDWR|os.O_CREATE)
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range map[string]fs.FileMode{"replaced": mode, "opened": mode, "below/sub": folderMode, "below": folderMode, ".": folderMode, "..": 0o755} {
				if info, err := os.Stat(f.Path(path)); err != nil || info.Mode().Perm() != want {
					t.Errorf("umask %03o: %s has %v, %v; want %v", umask, path, info.Mode().Perm(), err, want)
				}
			}
			if err := errors.Join(file.Close(), sub.Close(), f.Close()); err != nil {
				t.Error(err)
			}
			syscall.Umask(0)
		}
	}
}

// TestPrivateFilesAreClosedToOthers has a file that was made by hand. Where others may read, its mode is not touched.
func TestPrivateFilesAreClosedToOthers(t *testing.T) {
	for mode, want := range map[fs.FileMode]fs.FileMode{0o600: 0o600, 0o640: 0o664} {
		f, err := Open(t.TempDir(), Options{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		write(t, f.Path("a"), "contents")
		if err := os.Chmod(f.Path("a"), 0o664); err != nil {
			t.Fatal(err)
		}
		file, err := f.OpenFile("a", os.O_RDWR|os.O_CREATE)
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
		if info, err := f.Lstat("a"); err != nil || info.Mode().Perm() != want {
			t.Errorf("mode %v: the file has %v, %v; want %v", mode, info.Mode().Perm(), err, want)
		}
	}
}

func TestKeepOwner(t *testing.T) {
	f, _ := newFolder(t)
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 { // others may not give files away
		uid, gid = 12345, 23456
	}
	write(t, f.Path("a"), "old")
	if err := errors.Join(os.Chown(f.Path("a"), uid, gid), os.Chmod(f.Path("a"), 0o664)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "fresh"} {
		n, err := f.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer n.Discard()
		if err := errors.Join(n.KeepOwner(), n.Commit()); err != nil {
			t.Fatal(err)
		}
	}
	info, err := f.Lstat("a")
	if err != nil {
		t.Fatal(err)
	}
	if is := info.Sys().(*syscall.Stat_t); int(is.Uid) != uid || int(is.Gid) != gid || info.Mode().Perm() != 0o664 {
		t.Errorf("the new file has owner %d, group %d, mode %v; want %d, %d, 0664", is.Uid, is.Gid, info.Mode().Perm(), uid, gid)
	}
}

// A lock file that this user may only read can be locked: users of one group share a folder.
func TestLockFileThatCanOnlyBeRead(t *testing.T) {
	f, err := Open(t.TempDir(), Options{Mode: 0o640})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	write(t, f.Path("lock"), "")
	if err := os.Chmod(f.Path("lock"), 0o440); err != nil {
		t.Fatal(err)
	}
	unlock, err := f.TryLock("lock")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// TestPipesAreNotFolders plants pipes in the place of folders. Opening one would wait for a writer.
func TestPipesAreNotFolders(t *testing.T) {
	f, outside := newFolder(t)
	for _, name := range []string{f.Path("pipe"), filepath.Join(outside, "pipe")} {
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pipe", "pipe/below"} {
		if _, err := f.Sub(name); !errors.Is(err, errNotFolder) {
			t.Errorf("%s: got %v, want %v", name, err, errNotFolder)
		}
	}
	for name, open := range map[string]func(string, Options) (*Folder, error){"open": Open, "make": Make} {
		if _, err := open(filepath.Join(outside, "pipe"), Options{Mode: 0o600}); !errors.Is(err, errNotFolder) {
			t.Errorf("%s: got %v, want %v", name, err, errNotFolder)
		}
	}
}
