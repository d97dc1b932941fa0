package render

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/report"
)

// fleet is hosts with the stamps of their documents. What differs between two fleets has another stamp.
type fleet map[string]stamped

type stamped struct {
	samples, minutesAgo int
	stamp               string
}

// run renders a fleet as the command does, and returns the hosts that it had to make.
func (f fleet) run(t testing.TB, dir string, now time.Time, change func(*Options)) (made []string) {
	t.Helper()
	o := Options{Version: "test", JSON: true, By: "these tests", Boot: noon.Add(-time.Hour), Charts: []string{"cpu", "memory", "disks", "net"},
		Warn: func(m string) { t.Log(m) }}
	if change != nil {
		change(&o)
	}
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	stamps := map[string]string{}
	for name, h := range f {
		stamps[name] = h.stamp
	}
	made, same, _, err := s.Resume(stamps, now)
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Sorted(maps.Keys(f))
	if got := slices.Sorted(slices.Values(slices.Concat(made, same))); !slices.Equal(got, all) {
		t.Errorf("made and same are %v, want %v", got, all)
	}
	if err := s.Begin(all); err != nil {
		t.Fatal(err)
	}
	for _, name := range made {
		h := f[name]
		d := report.NewDecoder(testLayout(), report.Window)
		for i := range h.samples {
			if err := d.Add(document(t, h.minutesAgo+5*(h.samples-1-i), name, "/var")); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Host(d.Host(name, now, report.DefaultThresholds()), h.stamp); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.Finish(all, nil, now), s.Close()); err != nil {
		t.Fatal(err)
	}
	return made
}

func small() fleet {
	return fleet{"a": {30, 0, "1.a"}, "b": {20, 5, "1.b"}, "c": {3, 600, "1.c"}, "D": {1, 0, "1.d"}}
}

// pages are the files of a site that do not depend on how they came about.
func pages(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := tree(t, dir)
	delete(files, ledgerName)
	delete(files, manifestName)
	return files
}

func TestWhatIsUnchangedIsNotMadeAgain(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	old := noon.Add(-time.Hour)
	for name := range tree(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if made := f.run(t, dir, noon.Add(time.Minute), nil); len(made) > 0 {
		t.Errorf("%v were made again", made)
	}
	for name := range tree(t, dir) {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.ModTime().Equal(old) != (name == "stamp.js") {
			t.Errorf("%s was written at %v (%v)", name, info.ModTime(), err)
		}
	}
}

// TestASiteIsTheSameHoweverItCameAbout changes a fleet again and again, and compares the site with one made afresh.
func TestASiteIsTheSameHoweverItCameAbout(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	now := noon
	for _, step := range []struct {
		what   string
		change func()
		made   []string
	}{
		{"a sample", func() { f["a"] = stamped{31, 0, "2.a"} }, []string{"a"}},
		{"a stamp that tells nothing", func() { f["b"] = stamped{21, 5, ""} }, []string{"b"}},
		{"a new host", func() { f["e"] = stamped{5, 0, "1.e"} }, []string{"b", "e"}},
		{"a host falls silent", func() { now = noon.Add(16 * time.Minute); f["b"] = stamped{21, 5, "3.b"} }, []string{"D", "a", "b", "e"}},
		{"nothing", func() {}, nil},
		{"a page is gone", func() { remove(t, dir, "host/a/index.html") }, []string{"a"}},
		{"a page is cut off", func() { truncate(t, dir, "host/e/data.json") }, []string{"e"}},
		{"the overview is gone", func() { remove(t, dir, "index.html") }, nil},
		{"the ledger is gone", func() { remove(t, dir, ledgerName); f["a"] = stamped{32, 0, "4.a"} }, []string{"D", "a", "b", "c", "e"}},
		{"the ledger is cut off", func() { truncate(t, dir, ledgerName); f["a"] = stamped{33, 0, "5.a"} }, nil},
	} {
		step.change()
		made := f.run(t, dir, now, nil)
		if diff := cmp.Diff(step.made, made); diff != "" && step.what != "the ledger is cut off" {
			t.Errorf("%s: made (-want +got):\n%s", step.what, diff)
		}
		afresh := seeded(t)
		f.run(t, afresh, now, nil)
		if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
			t.Errorf("%s (-afresh +changed):\n%s", step.what, diff)
		}
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, dir, name string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	info, err := os.Stat(file)
	if err == nil {
		err = os.Truncate(file, info.Size()/2)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatPagesAreMadeByMakesThemAgain(t *testing.T) {
	for what, change := range map[string]func(*Options){
		"configuration or version": func(o *Options) { o.By = "others" },
		"a reboot":                 func(o *Options) { o.Boot = noon.Add(-time.Minute) },
	} {
		dir := seeded(t)
		f := small()
		f.run(t, dir, noon, nil)
		if made := f.run(t, dir, noon, change); len(made) != len(f) {
			t.Errorf("%s: only %v were made again", what, made)
		}
		if made := f.run(t, dir, noon, change); len(made) > 0 {
			t.Errorf("%s, once more: %v were made again", what, made)
		}
	}
}

// TestARunThatWasCutShortIsMadeUpFor ends a run after the hosts' pages, before the overview.
func TestARunThatWasCutShortIsMadeUpFor(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	s, err := Open(dir, Options{Version: "test", JSON: true, By: "these tests", Boot: noon.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	f["a"] = stamped{31, 0, "2.a"}
	stamps := map[string]string{"a": "2.a", "b": "1.b", "c": "1.c", "D": "1.d"}
	if _, _, _, err := s.Resume(stamps, noon); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(s.Begin([]string{"a", "b", "c", "D"}), s.Host(host(t, "a", 31, 0, "a", "/var"), "2.a"), s.made.write(s.root), s.Close())
	if err != nil {
		t.Fatal(err)
	}
	f.run(t, dir, noon, nil)
	afresh := seeded(t)
	f.run(t, afresh, noon, nil)
	if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
		t.Errorf("(-afresh +made up for):\n%s", diff)
	}
}

// FuzzRecord holds that what is read as a record is written as it was, and that nothing else does harm.
func FuzzRecord(f *testing.F) {
	for _, samples := range []int{0, 1, 30} {
		r := newRecord(host(f, "web-01", samples, 0, hostile, hostile), "1.2")
		f.Add(r.append(nil))
	}
	f.Add([]byte(strings.Repeat("\xff", 40)))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := readRecord(payload)
		if err != nil {
			return
		}
		again, err := readRecord(r.append(nil))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.append(nil), again.append(nil)); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}

// FuzzLedger gives damaged files to the reader: it ends, and visits nothing that has another checksum.
func FuzzLedger(f *testing.F) {
	f.Add([]byte(ledgerHead + "\x01\x00\x00\x00\x00\x00\x00\x00x"))
	f.Add([]byte(ledgerHead))
	f.Add([]byte(ledgerHead + "\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		visited := 0
		readRecords(strings.NewReader(string(file)), func(payload []byte) { visited += 8 + len(payload) })
		if visited > len(file) {
			t.Errorf("%d bytes were visited, of %d", visited, len(file))
		}
	})
}
