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

	"psmonitor/internal/metric"
	"psmonitor/render/report"
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
		if err := s.Host(d.Host(name, now, metric.DefaultThresholds()), h.stamp); err != nil {
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
	before := inodes(t, dir)
	if made := f.run(t, dir, noon.Add(time.Minute), nil); len(made) > 0 {
		t.Errorf("%v were made again", made)
	}
	for name, was := range inodes(t, dir) {
		if !os.SameFile(was, before[name]) != (name == "stamp.js") { // a file that is written is another file
			t.Errorf("%s was written, or not", name)
		}
	}
}

func inodes(t *testing.T, dir string) map[string]os.FileInfo {
	t.Helper()
	files := map[string]os.FileInfo{}
	for name := range tree(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = info
	}
	return files
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

// TestARunThatWasCutShortIsMadeUpFor ends a run before the overview: after the hosts' pages, or right after its plan.
func TestARunThatWasCutShortIsMadeUpFor(t *testing.T) {
	newBasis := func(o *Options) { o.By = "another configuration" }
	for what, test := range map[string]struct {
		change func(*Options)
		hosts  []string // that are made before the end
	}{
		"a host was made":                {nil, []string{"a"}},
		"none was, of a new basis":       {newBasis, nil},
		"one was, of a new basis":        {newBasis, []string{"a"}},
		"one was made after a reboot":    {func(o *Options) { o.Boot = noon }, []string{"a"}},
		"one was made a day after":       {func(o *Options) {}, []string{"a"}},
		"a host was made, and its stamp": {nil, []string{"a", "b"}},
	} {
		now := noon
		if what == "one was made a day after" {
			now = noon.Add(fullAfter)
		}
		dir := seeded(t)
		f := small()
		f.run(t, dir, noon, nil)
		o := Options{Version: "test", JSON: true, By: "these tests", Boot: noon.Add(-time.Hour), Charts: []string{"cpu", "memory", "disks", "net"}}
		if test.change != nil {
			test.change(&o)
		}
		s, err := Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		f["a"], f["new"] = stamped{31, 0, "2.a"}, stamped{4, 0, "1.n"}
		stamps := map[string]string{}
		for name, h := range f {
			stamps[name] = h.stamp
		}
		if _, _, _, err := s.Resume(stamps, now); err != nil {
			t.Fatal(err)
		}
		err = s.Begin(slices.Sorted(maps.Keys(f)))
		for _, name := range test.hosts {
			err = errors.Join(err, s.Host(host(t, name, f[name].samples, f[name].minutesAgo, name, "/var"), f[name].stamp))
		}
		if err := errors.Join(err, s.made.plan(s.root, []string{"compare/new.html"}), s.Close()); err != nil {
			t.Fatal(err)
		}
		made := f.run(t, dir, now, test.change)
		if test.change != nil && len(made) != len(f) {
			t.Errorf("%s: only %v were made", what, made)
		}
		afresh := seeded(t)
		f.run(t, afresh, now, test.change)
		if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
			t.Errorf("%s (-afresh +made up for):\n%s", what, diff)
		}
	}
}

// TestWhatIsDamagedIsMadeAgain damages each file of a site of which nothing has changed.
func TestWhatIsDamagedIsMadeAgain(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	whole := pages(t, dir)
	for name := range whole {
		if strings.HasPrefix(name, "assets/") || name == "stamp.js" || name == ".psmonitor.lock" {
			continue // compared, or written, at each run
		}
		for what, damage := range map[string]func(file string) error{
			"cut off": func(file string) error { return os.Truncate(file, int64(len(whole[name])/2)) },
			"emptied": func(file string) error { return os.Truncate(file, 0) },
			"a link":  func(file string) error { return errors.Join(os.Remove(file), os.Symlink("/etc/hostname", file)) },
			"zeroed":  func(file string) error { return os.WriteFile(file, make([]byte, len(whole[name])), 0o644) },
			"gone":    os.Remove,
		} {
			if err := damage(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
			f.run(t, dir, noon, nil)
			if diff := cmp.Diff(whole, pages(t, dir)); diff != "" {
				t.Fatalf("%s, %s:\n%s", name, what, diff)
			}
		}
	}
}

// TestEverythingIsMadeOnceADay covers what no size tells.
func TestEverythingIsMadeOnceADay(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	whole := pages(t, dir)
	for _, name := range []string{"index.html", "host/c/index.html", "compare/cpu.html"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		info, err := os.Stat(file)
		if err == nil { // as a bad disk does it: not even the time tells
			err = errors.Join(os.WriteFile(file, make([]byte, len(whole[name])), 0o644), os.Chtimes(file, info.ModTime(), info.ModTime()))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(fullAfter)
	if made := f.run(t, dir, later, nil); len(made) != len(f) {
		t.Errorf("after a day only %v were made again", made)
	}
	afresh := seeded(t)
	f.run(t, afresh, later, nil)
	if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
		t.Errorf("(-afresh +made again):\n%s", diff)
	}
}

// TestNoBitOfTheManifestIsBelieved flips each bit of a manifest: it is put aside and said, and the site is made as it was.
func TestNoBitOfTheManifestIsBelieved(t *testing.T) {
	dir := seeded(t)
	fleet{"a": {2, 0, "1.a"}}.run(t, dir, noon, nil)
	root, err := openOutput(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	raw := []byte(tree(t, dir)[manifestName])
	for bit := range 8 * len(raw) {
		flipped := slices.Clone(raw)
		flipped[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(filepath.Join(dir, manifestName), flipped, 0o644); err != nil {
			t.Fatal(err)
		}
		said := ""
		m, err := readManifest(root, func(message string) { said = message })
		if err == nil && m.By != "" || err == nil && said == "" {
			t.Fatalf("bit %d of byte %d (%q) is believed", bit%8, bit/8, raw[bit/8])
		}
	}
}

// FuzzRecord holds that what is read as a record is written as it was, and that nothing else does harm.
func FuzzRecord(f *testing.F) {
	for _, samples := range []int{0, 1, 30} {
		h := host(f, "web-01", samples, 0, hostile, hostile)
		r := newRecord(h, "1.2", rowOf(h, "web-01"), new(comparer))
		f.Add(r.append(nil))
	}
	f.Add([]byte(strings.Repeat("\xff", 40)))
	f.Fuzz(func(t *testing.T, payload []byte) {
		r, err := readRecord(payload)
		if err != nil {
			return
		}
		var all comparisons
		all.add(&r.row, r.multiples)
		for _, c := range all {
			if svg := string(c.hosts[0].multiple.svg(c.scale(noonMS))); strings.Count(svg, "<") != strings.Count(svg, ">") || strings.Contains(svg, "script") {
				t.Errorf("the picture has foreign markup: %s", svg)
			}
		}
		if _, err := statusJSON([]hostRow{r.row}); err != nil {
			t.Error(err)
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
