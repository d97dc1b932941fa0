package folder

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// newFolder makes a folder inside another one, into which nothing may ever be written.
func newFolder(t testing.TB) (f *Folder, outside string) {
	t.Helper()
	outside = t.TempDir()
	f, err := Make(filepath.Join(outside, "inside"), Options{Mode: 0o600, Sync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, outside
}

func replace(t testing.TB, f *Folder, name, contents string) {
	t.Helper()
	if err := f.Replace(name, []byte(contents)); err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, path, contents string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(contents), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantContents(t testing.TB, f *Folder, name, want string) {
	t.Helper()
	if got, err := f.ReadFile(name, 1<<20); err != nil || string(got) != want {
		t.Errorf("%s has %q, %v; want %q", name, got, err, want)
	}
}

func wantOnly(t testing.TB, path string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files in %s (-want +got):\n%s", path, diff)
	}
}

func TestReplaceMakesContents(t *testing.T) {
	f, _ := newFolder(t)
	if _, err := f.ReadFile("a", 10); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), f.Path("a")) {
		t.Errorf("before there is a file: %v, want fs.ErrNotExist with the path", err)
	}
	for _, want := range []string{"", "one", "two\nlines\n"} {
		replace(t, f, "a", want)
		wantContents(t, f, "a", want)
	}
	if _, err := f.ReadFile("a", 3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large file: %v, want ErrTooLarge", err)
	}
	wantOnly(t, f.Path("."), "a")
}

func TestReplaceLeavesTheOldFileToItsReaders(t *testing.T) {
	f, _ := newFolder(t)
	replace(t, f, "a", "the old one")
	old, err := f.OpenFile("a", os.O_RDONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	replace(t, f, "a", "the new one")
	b := make([]byte, 64)
	if n, err := old.Read(b); err != nil || string(b[:n]) != "the old one" {
		t.Errorf("the old file reads %q, %v", b[:n], err)
	}
}

func TestFailedReplaceLeavesNothing(t *testing.T) {
	f, _ := newFolder(t)
	if err := os.MkdirAll(f.Path("a/within"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.Replace("a", []byte("contents")); err == nil || !strings.HasPrefix(err.Error(), "write "+f.Path("a")+": ") {
		t.Errorf("got %v, want an error that says what was written", err)
	}
	wantOnly(t, f.Path("."), "a")
}

func TestDiscardLeavesTheOldFile(t *testing.T) {
	f, _ := newFolder(t)
	replace(t, f, "a", "old")
	write(t, f.Path("a.new"), "left by a process that was killed")
	n, err := f.Create("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.WriteString("half of the n"); err != nil {
		t.Fatal(err)
	}
	n.Discard()
	wantContents(t, f, "a", "old")
	wantOnly(t, f.Path("."), "a")
	write(t, f.Path("a.new"), "left by a process that was killed")
	if err := f.RemoveUnfinished("a"); err != nil {
		t.Error(err)
	}
	wantOnly(t, f.Path("."), "a")
}

func TestUpdateWritesOnlyWhatDiffers(t *testing.T) {
	f, _ := newFolder(t)
	large := bytes.Repeat([]byte("0123456789"), 20_000)
	changed := func(at int) []byte {
		b := bytes.Clone(large)
		b[at] ^= 1
		return b
	}
	for _, c := range []struct {
		before, after []byte
		written       bool
	}{
		{nil, nil, false},
		{[]byte("a"), []byte("a"), false},
		{[]byte("a"), []byte("b"), true},
		{[]byte("a"), []byte("ab"), true},
		{large, large, false},
		{large, changed(0), true},
		{large, changed(5_000), true},
		{large, changed(100_000), true},
		{large, changed(len(large) - 1), true},
	} {
		replace(t, f, "a", string(c.before))
		past := time.Now().Add(-time.Hour).Truncate(time.Second)
		if err := f.Touch("a", past); err != nil {
			t.Fatal(err)
		}
		written, err := f.Update("a", c.after)
		if err != nil || written != c.written {
			t.Errorf("from %.10q to %.10q: written %v, %v; want %v", c.before, c.after, written, err, c.written)
		}
		wantContents(t, f, "a", string(c.after))
		if info, err := f.Lstat("a"); err != nil || info.ModTime().Equal(past) == c.written {
			t.Errorf("from %.10q to %.10q: the time is %v, %v", c.before, c.after, info.ModTime(), err)
		}
	}
	if written, err := f.Update("new", nil); err != nil || !written {
		t.Errorf("a missing file: written %v, %v; want true", written, err)
	}
}

func TestFilesInSubfolders(t *testing.T) {
	f, _ := newFolder(t)
	for range 2 {
		sub, err := f.Sub("host/web-01")
		if err != nil {
			t.Fatal(err)
		}
		replace(t, sub, "index.html", "page")
		sub.Close()
		wantContents(t, f, "host/web-01/index.html", "page")
	}
	replace(t, f, "host/web-01/index.html", "another")
	wantOnly(t, f.Path("host/web-01"), "index.html")
	for _, name := range []string{"../a", "host/../../a", "/a"} {
		if err := f.Replace(name, nil); err == nil {
			t.Errorf("wrote %s", name)
		}
	}
	names, err := f.Names()
	if diff := cmp.Diff([]string{"host"}, names); diff != "" || err != nil {
		t.Errorf("names (-want +got):\n%s%v", diff, err)
	}
	if err := errors.Join(f.Remove("host/web-01/index.html"), f.Remove("host/web-01"), f.Remove("host"), f.Remove("host"), f.Sync()); err != nil {
		t.Error(err)
	}
	wantOnly(t, f.Path("."))
}

func TestAsideKeepsDamagedFiles(t *testing.T) {
	f, _ := newFolder(t)
	for n := range maxAside {
		content := string(rune('0' + n))
		write(t, f.Path("a"), content)
		path, err := f.Aside("a")
		if err != nil {
			t.Fatal(err)
		}
		wantContents(t, f, filepath.Base(path), content)
	}
	// The last one that can be removed makes room.
	if err := errors.Join(os.Remove(f.Path("a.damaged.9")), os.MkdirAll(f.Path("a.damaged.9/within"), 0o700)); err != nil {
		t.Fatal(err)
	}
	write(t, f.Path("a"), "one more")
	if path, err := f.Aside("a"); err != nil || path != f.Path("a.damaged.8") {
		t.Errorf("renamed to %s, %v; want a.damaged.8", path, err)
	}
	wantContents(t, f, "a.damaged.8", "one more")
	if f.Has("a") {
		t.Error("the file is still there")
	}
}

func TestErrorSaysWhatIsNotAFile(t *testing.T) {
	f, _ := newFolder(t)
	if err := os.Mkdir(f.Path("a"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := f.OpenFile("a", os.O_RDONLY)
	if want := "open " + f.Path("a") + ": it is a folder, not a regular file"; !errors.Is(err, ErrNotFile) || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestLockIsHeldByOne(t *testing.T) {
	f, _ := newFolder(t)
	unlock, err := f.Lock(t.Context(), "a.lock")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.TryLock("a.lock"); !errors.Is(err, ErrLocked) {
		t.Errorf("a second one: %v, want ErrLocked", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := f.Lock(ended, "a.lock")
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("a waiting one: %v, want the context's error", err)
	}
	other, err := f.Lock(ended, "b.lock")
	if err != nil {
		t.Fatalf("a free lock is not taken when the context has ended: %v", err)
	}
	other()
	unlock()
	again, err := f.TryLock("a.lock")
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// TestOpenLockedOpensTheFileOfThatName has four writers, each of which replaces the file: an addition to a file that has
// been replaced would be lost.
// Everybody who can open a lock file can lock it, for as long as they like.
func TestLockFilesAreClosedToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // modes are not permissions there
	}
	for mode, want := range map[fs.FileMode]fs.FileMode{0o600: 0o600, 0o640: 0o640, 0o644: 0o600} {
		f, err := Open(t.TempDir(), Options{Mode: mode})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for range 2 { // the second time it exists
			unlock, err := f.TryLock("lock")
			if err != nil {
				t.Fatal(err)
			}
			unlock()
			if info, err := f.Lstat("lock"); err != nil || info.Mode().Perm() != want {
				t.Errorf("%o: %v, %v, want %o", mode, info.Mode(), err, want)
			}
			if err := os.Chmod(f.Path("lock"), mode); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestOpenLockedOpensTheFileOfThatName(t *testing.T) {
	f, _ := newFolder(t)
	if _, err := f.OpenLocked(t.Context(), "a", false); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v, want fs.ErrNotExist", err)
	}
	const writers, additions = 4, 25
	failures := make(chan error)
	for range writers {
		go func() {
			var err error
			for range additions {
				err = errors.Join(err, replaceWithMore(t.Context(), f))
			}
			failures <- err
		}()
	}
	for range writers {
		if err := <-failures; err != nil {
			t.Error(err)
		}
	}
	wantContents(t, f, "a", strings.Repeat("+", writers*additions))
}

func replaceWithMore(ctx context.Context, f *Folder) error {
	file, err := f.OpenLocked(ctx, "a", true)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return f.Replace("a", bytes.Repeat([]byte("+"), int(info.Size())+1))
}

func TestReadersNeedNoLock(t *testing.T) {
	f, _ := newFolder(t)
	file, err := f.OpenLocked(t.Context(), "a", true)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString("contents"); err != nil {
		t.Fatal(err)
	}
	wantContents(t, f, "a", "contents")
}

func TestMissingFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing")
	if _, err := Open(path, Options{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want fs.ErrNotExist with the path", err)
	}
	write(t, path, "a file in its place")
	for _, open := range []func(string, Options) (*Folder, error){Open, Make} {
		if _, err := open(path, Options{Mode: 0o600}); err == nil {
			t.Error("opened a file as a folder")
		}
	}
}

func TestLastOnly(t *testing.T) {
	base := t.TempDir()
	o := Options{Mode: 0o600, LastOnly: true}
	_, err := Make(filepath.Join(base, "mistyped", "folder", "site"), o)
	want := filepath.Join(base, "mistyped") + " does not exist: is the path right? If so, run mkdir -p " + filepath.Join(base, "mistyped", "folder")
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := os.Stat(filepath.Join(base, "mistyped")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the mistyped folder was made (%v)", err)
	}
	f, err := Make(filepath.Join(base, "site"), o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Sub("host/web-01"); err != nil {
		t.Errorf("in the folder: %v", err)
	}
}

// TestOpenSeesReplacedFiles opens a file while another goroutine replaces it all the time.
func TestOpenSeesReplacedFiles(t *testing.T) {
	f, _ := newFolder(t)
	replace(t, f, "a", "contents")
	stop, stopped := make(chan struct{}), make(chan error)
	go func() {
		var err error
		for err == nil && !isClosed(stop) {
			err = f.Replace("a", []byte("contents"))
		}
		stopped <- err
	}()
	for range 300 {
		wantContents(t, f, "a", "contents")
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func isClosed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestCauseKeepsJoinedErrors(t *testing.T) {
	path := &fs.PathError{Op: "close", Path: "a", Err: errors.New("input/output error")}
	link := &os.LinkError{Op: "rename", Old: "a", New: "b", Err: fs.ErrPermission}
	for _, test := range []struct{ err, want error }{
		{path, path.Err},
		{link, fs.ErrPermission},
		{errors.Join(ErrLocked, path), ErrLocked},
		{errors.Join(errReplaced, path), errReplaced},
		{errors.Join(link, path), path},
	} {
		if got := cause(test.err); !errors.Is(got, test.want) {
			t.Errorf("the cause of %v is %v, want %v", test.err, got, test.want)
		}
	}
	if got := cause(path); got != path.Err {
		t.Errorf("the cause of %v is %v", path, got)
	}
}
