package state

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// folder opens a state folder inside another one, into which nothing may ever be written.
func folder(t testing.TB) (f *Folder, outside string) {
	t.Helper()
	outside = t.TempDir()
	path := filepath.Join(outside, "state")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
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

func put(t testing.TB, path string, contents []byte) {
	t.Helper()
	if err := os.WriteFile(path, contents, 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantOnly(t *testing.T, path string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("files in %s (-want +got):\n%s", path, diff)
	}
}

func TestAFileIsReadAsItWasReplaced(t *testing.T) {
	f, _ := folder(t)
	if _, err := f.Read("a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before there is one: %v, want fs.ErrNotExist", err)
	}
	for _, want := range []string{"", "one", "two\nlines\n"} {
		replace(t, f, "a", want)
		if got, err := f.Read("a"); err != nil || string(got) != want {
			t.Errorf("read %q, %v; want %q", got, err, want)
		}
	}
	wantOnly(t, f.path, "a")
}

// Whoever has the old file open goes on reading it: the new one is another file that took its name.
func TestReplaceTakesTheNameAtOnce(t *testing.T) {
	f, _ := folder(t)
	replace(t, f, "a", "the old one")
	old, err := os.Open(f.Path("a"))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	replace(t, f, "a", "the new one")
	b := make([]byte, 64)
	if n, err := old.Read(b); err != nil || !bytes.HasPrefix(b[:n], []byte("the old one")) {
		t.Errorf("the old file reads %q, %v", b[:n], err)
	}
}

func TestReplaceThatFailsLeavesNothing(t *testing.T) {
	f, _ := folder(t)
	if err := os.MkdirAll(filepath.Join(f.path, "a", "a folder in its place"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.Replace("a", []byte("contents")); err == nil {
		t.Error("no error")
	}
	wantOnly(t, f.path, "a")
}

// TestDamageAtEveryByte cuts a file off at each byte, fills its end with zeros from there, and flips each bit.
func TestDamageAtEveryByte(t *testing.T) {
	f, _ := folder(t)
	replace(t, f, "a", `{"counters": {"cpu user": 12345}}`)
	whole, err := os.ReadFile(f.Path("a"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, at int, contents []byte) {
		put(t, f.Path("a"), contents)
		if got, err := f.Read("a"); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s at byte %d: %q, %v; want ErrDamaged", what, at, got, err)
		}
	}
	for at := range whole {
		check("cut off", at, whole[:at])
		check("zeros", at, append(bytes.Clone(whole[:at]), make([]byte, len(whole)-at)...))
		for bit := range 8 {
			flipped := bytes.Clone(whole)
			flipped[at] ^= 1 << bit
			check("a flipped bit", at, flipped)
		}
	}
	check("more than was written", len(whole), append(bytes.Clone(whole), whole...))
}

func TestDamagedFilesAreKept(t *testing.T) {
	f, _ := folder(t)
	for n := range mostAside {
		put(t, f.Path("a"), []byte{byte(n)})
		aside, err := f.Aside("a")
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := os.ReadFile(aside); err != nil || !bytes.Equal(kept, []byte{byte(n)}) {
			t.Errorf("%s has %v, %v; want %d", aside, kept, err, n)
		}
	}
	// They do not grow without an end: the oldest makes room, unless it cannot be removed.
	oldest, next := f.Path("a.damaged.4"), f.Path("a.damaged.7")
	past := time.Now().Add(-24 * time.Hour)
	err := errors.Join(os.Remove(oldest), os.MkdirAll(filepath.Join(oldest, "within"), 0o700),
		os.Chtimes(oldest, past, past), os.Chtimes(next, past.Add(time.Hour), past.Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
	put(t, f.Path("a"), []byte("one more"))
	if aside, err := f.Aside("a"); err != nil || aside != next {
		t.Errorf("put aside as %s, %v; want %s", aside, err, next)
	}
	if kept, err := os.ReadFile(next); err != nil || string(kept) != "one more" || f.Has("a") {
		t.Errorf("it has %q, %v", kept, err)
	}
}

func TestWhatIsNoFileIsSaidPlainly(t *testing.T) {
	f, _ := folder(t)
	if err := os.Mkdir(f.Path("a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := f.OpenFile("a", os.O_RDONLY); err == nil || !strings.HasSuffix(err.Error(), "a: not a file (a folder)") {
		t.Errorf("got %v", err)
	}
}

func TestSweepRemovesWhatACrashLeft(t *testing.T) {
	f, _ := folder(t)
	for _, name := range []string{"a.json", "a.json.new", "a.json.new123", "a.json.newer", "a.json.new.json", "a.spool.new"} {
		put(t, f.Path(name), nil)
	}
	if err := f.Sweep("a.json", "a.notices"); err != nil {
		t.Fatal(err)
	}
	wantOnly(t, f.path, "a.json", "a.json.new.json", "a.json.newer", "a.spool.new")
}

func TestSettleEndsWhatACrashCutShort(t *testing.T) {
	f, _ := folder(t)
	put(t, f.Path("a"), []byte("old"))
	put(t, f.Path("a.new"), []byte("half of the n"))
	put(t, f.Path("b.new"), []byte("complete, as b was moved away"))
	for _, name := range []string{"a", "b", "c"} {
		if err := f.Settle(name); err != nil {
			t.Fatal(err)
		}
	}
	wantOnly(t, f.path, "a", "b")
	if got, err := os.ReadFile(f.Path("a")); err != nil || string(got) != "old" {
		t.Errorf("a is %q, %v", got, err)
	}
}

func TestALockIsHeldByOne(t *testing.T) {
	f, _ := folder(t)
	unlock, err := f.Lock(t.Context(), "a.lock")
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := f.Lock(over, "a.lock")
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Errorf("a second one: %v, want the context's error", err)
	}
	other, err := f.Lock(t.Context(), "b.lock")
	if err != nil {
		t.Fatal(err)
	}
	other()
	unlock()
	again, err := f.Lock(t.Context(), "a.lock")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
