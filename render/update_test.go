package render

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/render/report"
)

// fleet is hosts with the stamps of their documents. What differs between two fleets has another stamp.
type fleet map[string]stamped

type stamped struct {
	samples, minutesAgo int
	stamp               string
}

// readFunc is a Reader that is one function.
type readFunc func(ctx context.Context, host string) (*report.Host, int, error)

func (f readFunc) Read(ctx context.Context, host string, _ report.Predictions) (*report.Host, int, error) {
	return f(ctx, host)
}

// History returns none.
func (f readFunc) History(context.Context, rollup.Span, string) (*report.Host, error) {
	return nil, nil
}

func small() fleet {
	return fleet{"a": {30, 0, "1.a"}, "b": {20, 5, "1.b"}, "c": {3, 600, "1.c"}, "D": {1, 0, "1.d"}}
}

// source returns the fleet as render reads it, and a function that returns the hosts that were read, sorted.
func (f fleet) source(t testing.TB, now time.Time) (Fleet, func() []string) {
	var mu sync.Mutex
	var read []string
	source := Fleet{Hosts: slices.Sorted(maps.Keys(f)), Stamp: func(_ context.Context, name string) (string, error) { return f[name].stamp, nil }}
	source.NewReader = func() Reader {
		d := report.NewDecoder(testLayout(), report.Window)
		return readFunc(func(_ context.Context, name string) (*report.Host, int, error) {
			mu.Lock()
			read = append(read, name)
			mu.Unlock()
			d.Reset()
			h := f[name]
			for i := range h.samples {
				if err := d.Add(document(t, h.minutesAgo+5*(h.samples-1-i), name, "/var")); err != nil {
					return nil, i, err
				}
			}
			return d.Host(name, now, metric.DefaultThresholds()), h.samples, nil
		})
	}
	return source, func() []string { return slices.Sorted(slices.Values(read)) }
}

// run renders a fleet, and returns the hosts that were read for it.
func (f fleet) run(t testing.TB, dir string, now time.Time, change func(*Options)) (read []string) {
	t.Helper()
	source, list := f.source(t, now)
	got, err := update1(t, dir, source, now, change)
	if err != nil {
		t.Fatal(err)
	}
	read = list()
	want := Run{At: now, Rendered: len(read), Unchanged: len(f) - len(read)}
	for _, name := range read {
		want.Documents += f[name].samples
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the run (-want +got):\n%s", diff)
	}
	return read
}

// update1 updates a site once.
func update1(t testing.TB, dir string, source Fleet, now time.Time, change func(*Options)) (Run, error) {
	t.Helper()
	o := testOptions(t)
	o.Basis, o.Boot = "these tests", noon.Add(-time.Hour)
	if change != nil {
		change(&o)
	}
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Update(t.Context(), source, now)
	return run, errors.Join(err, s.Close())
}

// pages are the files of a site that do not depend on how they came about.
func pages(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := tree(t, dir)
	delete(files, recordsName)
	delete(files, manifestName)
	return files
}

// checkAfresh compares a site with one that is made from nothing.
func (f fleet) checkAfresh(t *testing.T, what, dir string, now time.Time, change func(*Options)) {
	t.Helper()
	afresh := seeded(t)
	f.run(t, afresh, now, change)
	if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
		t.Errorf("%s (-afresh +updated):\n%s", what, diff)
	}
}

func TestUpdateLeavesWhatIsUnchanged(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	before := inodes(t, dir)
	if read := f.run(t, dir, noon.Add(time.Minute), nil); len(read) > 0 {
		t.Errorf("%v were read again", read)
	}
	for name, was := range inodes(t, dir) {
		if !os.SameFile(was, before[name]) != (name == stampName) { // a file that is written is another file
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

// TestUpdatesMakeTheSameSiteAsOneRun changes a fleet again and again, and compares the site with one made from nothing.
func TestUpdatesMakeTheSameSiteAsOneRun(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	now := noon
	all := []string{"D", "a", "b", "c", "e"}
	for _, step := range []struct {
		what   string
		change func()
		read   []string
	}{
		{"a sample", func() { f["a"] = stamped{31, 0, "2.a"} }, []string{"a"}},
		{"no stamp", func() { f["b"] = stamped{21, 5, ""} }, []string{"b"}},
		{"a new host", func() { f["e"] = stamped{5, 0, "1.e"} }, []string{"b", "e"}},
		{"a host falls silent", func() { now = noon.Add(16 * time.Minute); f["b"] = stamped{21, 5, "3.b"} }, []string{"D", "a", "b", "e"}},
		{"nothing", func() {}, nil},
		{"a page is gone", func() { remove(t, dir, "host/a/index.html") }, []string{"a"}},
		{"a page is cut off", func() { truncate(t, dir, "host/e/data.json") }, []string{"e"}},
		{"the overview is gone", func() { remove(t, dir, "index.html") }, nil},
		{"the records are gone, and a sample", func() { remove(t, dir, recordsName); f["a"] = stamped{32, 0, "4.a"} }, all},
		{"the records are cut off, and a sample", func() { truncate(t, dir, recordsName); f["a"] = stamped{33, 0, "5.a"} }, all},
		{"the records are those of another site", func() {
			other := seeded(t)
			small().run(t, other, noon, nil)
			copyFile(t, filepath.Join(other, recordsName), filepath.Join(dir, recordsName))
			f["a"] = stamped{34, 0, "6.a"}
		}, all},
	} {
		step.change()
		if diff := cmp.Diff(step.read, f.run(t, dir, now, nil)); diff != "" {
			t.Errorf("%s: read (-want +got):\n%s", step.what, diff)
		}
		f.checkAfresh(t, step.what, dir, now, nil)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, raw, 0o644)
	}
	if err != nil {
		t.Fatal(err)
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

func TestUpdateMakesEverythingOfAnotherBasisOrBoot(t *testing.T) {
	for what, change := range map[string]func(*Options){
		"configuration or version": func(o *Options) { o.Basis = "other" },
		"a reboot":                 func(o *Options) { o.Boot = noon.Add(-time.Minute) },
	} {
		dir := seeded(t)
		f := small()
		f.run(t, dir, noon, nil)
		if read := f.run(t, dir, noon, change); len(read) != len(f) {
			t.Errorf("%s: only %v were made again", what, read)
		}
		if read := f.run(t, dir, noon, change); len(read) > 0 {
			t.Errorf("%s, once more: %v were made again", what, read)
		}
	}
	dir := seeded(t)
	f := small()
	unknown := func(o *Options) { o.Basis = "" }
	f.run(t, dir, noon, unknown)
	if read := f.run(t, dir, noon, unknown); len(read) != len(f) {
		t.Errorf("an unknown basis: only %v were made again", read)
	}
}

// bases are what may differ between a run that is cut short and the one before.
func bases() map[string]func(*Options) {
	return map[string]func(*Options){
		"the same basis": nil,
		"another basis":  func(o *Options) { o.Basis, o.Version, o.Groups = "another configuration", "another", []string{"all"} },
		"a reboot":       func(o *Options) { o.Boot = noon },
	}
}

// TestUpdateMakesUpForOneThatWasCutShortAtAFile ends a run at each file that belongs to no host, as if it was killed there: the
// file stays as it was. The next run, of the new basis or of the old one, makes the site that is made from nothing.
func TestUpdateMakesUpForOneThatWasCutShortAtAFile(t *testing.T) {
	before := small()
	after := small()
	after["a"], after["new"] = stamped{31, 0, "2.a"}, stamped{4, 0, "1.n"}
	files := []string{manifestName, recordsName, stampName, indexName, statusName, "compare/cpu.html", "compare/net.html"}
	for what, change := range bases() {
		for _, name := range files {
			for basis, next := range map[string]func(*Options){"the new basis": change, "the old basis": nil} {
				dir := seeded(t)
				before.run(t, dir, noon.Add(-time.Second), nil)
				obstacle := filepath.Join(dir, filepath.FromSlash(name)+".new")
				if err := os.MkdirAll(filepath.Join(obstacle, "in the way"), 0o755); err != nil {
					t.Fatal(err)
				}
				source, _ := after.source(t, noon)
				if _, err := update1(t, dir, source, noon, change); err == nil || !strings.Contains(err.Error(), name) {
					t.Fatalf("%s, %s: error %v, want one that names the file", what, name, err)
				}
				if err := os.RemoveAll(obstacle); err != nil {
					t.Fatal(err)
				}
				after.run(t, dir, noon, next)
				after.checkAfresh(t, what+", cut short at "+name+", then "+basis, dir, noon, next)
			}
		}
	}
}

// TestUpdateMakesUpForOneThatWasCutShortAtAHost ends a run at each host that is read.
func TestUpdateMakesUpForOneThatWasCutShortAtAHost(t *testing.T) {
	before := small()
	after := small()
	after["a"], after["new"] = stamped{31, 0, "2.a"}, stamped{4, 0, "1.n"}
	all := slices.Sorted(maps.Keys(after))
	for what, change := range bases() {
		for _, name := range all {
			for basis, next := range map[string]func(*Options){"the new basis": change, "the old basis": nil} {
				dir := seeded(t)
				before.run(t, dir, noon, nil)
				cutShort(t, dir, after, noon, name, change)
				after.run(t, dir, noon, next)
				after.checkAfresh(t, what+", cut short at "+name+", then "+basis, dir, noon, next)
			}
		}
	}
	dir := seeded(t)
	before.run(t, dir, noon, nil)
	later := noon.Add(fullAfter)
	cutShort(t, dir, before, later, "b", nil)
	if read := before.run(t, dir, later, nil); len(read) != len(before) {
		t.Errorf("a day later, when a run was cut short: only %v were made again", read)
	}
}

// cutShort begins a run that ends when a host is read. Without anything new of that host it ends by itself.
func cutShort(t *testing.T, dir string, f fleet, now time.Time, at string, change func(*Options)) {
	t.Helper()
	o := testOptions(t)
	o.Basis, o.Boot = "these tests", noon.Add(-time.Hour)
	if change != nil {
		change(&o)
	}
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	source, _ := f.source(t, now)
	newReader := source.NewReader
	source.NewReader = func() Reader {
		reader := newReader()
		return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
			if name == at {
				cancel()
			}
			return reader.Read(ctx, name, report.Predictions{})
		})
	}
	if _, err := s.Update(ctx, source, now); err != nil && !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestUpdateMakesDamagedFilesAgain damages each file of a site of which nothing has changed.
func TestUpdateMakesDamagedFilesAgain(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	whole := pages(t, dir)
	for name := range whole {
		if name == lockName {
			continue
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

// TestUpdateMakesEverythingOnceADay covers damage that size and time do not show.
func TestUpdateMakesEverythingOnceADay(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	whole := pages(t, dir)
	for _, name := range []string{"index.html", "host/c/index.html", "compare/cpu.html"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		info, err := os.Stat(file)
		if err == nil { // as a bad disk does it: the time stays the same
			err = errors.Join(os.WriteFile(file, make([]byte, len(whole[name])), 0o644), os.Chtimes(file, info.ModTime(), info.ModTime()))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(fullAfter)
	if read := f.run(t, dir, later, nil); len(read) != len(f) {
		t.Errorf("after a day only %v were made again", read)
	}
	f.checkAfresh(t, "a day later", dir, later, nil)
}

// TestUpdateIsTheSameWithSeveralJobs makes a site with readers and memory that go from host to host, and compares it with one
// in which each host has its own.
func TestUpdateIsTheSameWithSeveralJobs(t *testing.T) {
	f := fleet{}
	for i := range 12 {
		name := string(rune('a' + i))
		f[name] = stamped{samples: 1 + 37*i%50, minutesAgo: 7 * i % 40, stamp: "1." + name}
	}
	dir := seeded(t)
	for name := range f {
		one := fleet{}
		for _, other := range slices.Sorted(maps.Keys(f)) { // one more host in each run
			if other <= name {
				one[other] = f[other]
			}
		}
		one.run(t, dir, noon, nil)
	}
	f.run(t, dir, noon, nil)
	want := pages(t, dir)
	for _, jobs := range []int{1, 4, 30} {
		dir := seeded(t)
		f.run(t, dir, noon, func(o *Options) { o.Jobs = jobs })
		if diff := cmp.Diff(want, pages(t, dir)); diff != "" {
			t.Errorf("%d jobs (-one by one +together):\n%s", jobs, diff)
		}
	}
}

func TestUpdateRemembersCollectionsThatAreNotHosts(t *testing.T) {
	dir := seeded(t)
	f := small()
	source, read := f.source(t, noon)
	source.Hosts = append(source.Hosts, "other")
	stamp := "1.other"
	stampOf, newReader := source.Stamp, source.NewReader
	source.Stamp = func(ctx context.Context, name string) (string, error) {
		if name == "other" {
			return stamp, nil
		}
		return stampOf(ctx, name)
	}
	source.NewReader = func() Reader {
		reader := newReader()
		return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
			h, n, err := reader.Read(ctx, name, report.Predictions{})
			h.Foreign = name == "other"
			return h, n, err
		})
	}
	for _, step := range []struct {
		stamp string
		read  int // of all runs
	}{{"1.other", 5}, {"1.other", 5}, {"2.other", 6}, {"2.other", 6}, {"", 7}, {"", 8}} {
		stamp = step.stamp
		run, err := update1(t, dir, source, noon, nil)
		if err != nil || run.Rendered+run.Unchanged != 4 {
			t.Fatal(run, err)
		}
		if n := len(read()); n != step.read {
			t.Errorf("%q: %d hosts were read in all, want %d", step.stamp, n, step.read)
		}
		f.checkAfresh(t, "with a collection that is not a host", dir, noon, nil)
	}
}

func TestUpdateOfCollectionsWithoutHostsChangesNothing(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	before := pages(t, dir)
	source, _ := f.source(t, noon)
	source.Hosts = []string{"other"}
	newReader := source.NewReader
	source.NewReader = func() Reader {
		reader := newReader()
		return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
			h, n, err := reader.Read(ctx, name, report.Predictions{})
			h.Foreign = true
			return h, n, err
		})
	}
	if _, err := update1(t, dir, source, noon.Add(2*time.Hour), nil); !errors.Is(err, ErrNoHosts) {
		t.Errorf("error %v, want ErrNoHosts", err)
	}
	if diff := cmp.Diff(before, pages(t, dir)); diff != "" {
		t.Errorf("the site has changed:\n%s", diff)
	}
}

// A host whose documents all become unreadable keeps its page, and the overview says so, for as long as its collection is there.
func TestUpdateKeepsHostsWithoutValidSamples(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	source, _ := f.source(t, noon)
	spoiled := source.Hosts[0]
	before := pages(t, dir)[pageOf(spoiled)]
	newReader := source.NewReader
	source.Stamp = func(context.Context, string) (string, error) { return "", nil }
	source.NewReader = func() Reader {
		reader := newReader()
		return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
			h, n, err := reader.Read(ctx, name, report.Predictions{})
			h.Foreign = name == spoiled
			return h, n, err
		})
	}
	for _, later := range []time.Duration{time.Minute, 2 * time.Hour, 4 * time.Hour} {
		run, err := update1(t, dir, source, noon.Add(later), nil)
		if err != nil || run.Failed != 1 {
			t.Fatal(run, err)
		}
		files := pages(t, dir)
		if files[pageOf(spoiled)] != before || !strings.Contains(files[indexName], "has no valid sample") {
			t.Errorf("after %v: the page has changed, or the overview does not say so", later)
		}
	}
}

// TestUpdateGivesUpALostStore has a store that does not answer: some hosts are tried, each for Options.Timeout, and the others
// are not, which is logged in one line.
func TestUpdateGivesUpALostStore(t *testing.T) {
	dir := seeded(t)
	f := fleet{}
	for i := range 40 {
		f[string(rune('a'+i%26))+string(rune('a'+i/26))] = stamped{2, 0, ""}
	}
	source, _ := f.source(t, noon)
	tried := 0
	source.NewReader = func() Reader {
		return readFunc(func(ctx context.Context, name string) (*report.Host, int, error) {
			tried++
			<-ctx.Done() // the deadline of one host
			return nil, 0, ctx.Err()
		})
	}
	var logged strings.Builder
	run, err := update1(t, dir, source, noon, func(o *Options) {
		o.Jobs, o.Timeout, o.Log = 1, time.Millisecond, slog.New(slog.NewTextHandler(&logged, nil))
	})
	if err != nil || run.Failed != len(f) {
		t.Errorf("%v failed, and %v, want all %d", run.Failed, err, len(f))
	}
	if tried == len(f) || strings.Count(logged.String(), "\n") != tried+1 || !strings.Contains(logged.String(), fmt.Sprintf(`not tried" hosts=%d`, len(f)-tried)) {
		t.Errorf("%d of %d hosts were tried; want one line for each, and one for the others:\n%s", tried, len(f), &logged)
	}
	if n := strings.Count(tree(t, dir)[indexName], "cannot be read"); n < len(f) {
		t.Errorf("the overview says of %d hosts that they cannot be read, want %d", n, len(f))
	}
}
