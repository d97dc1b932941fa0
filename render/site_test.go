package render

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

var rewrite = flag.Bool("update", false, "write the expected files anew")

// noon is the fixed clock of these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const hostile = `</script><script>alert(1)</script>__f__alert(1)__f__"><img src=x onerror=alert(1)>`

func testLayout() *report.Layout {
	return report.NewLayout([]metric.Family{{Rules: metric.Rules(sampler.Families(sampler.Filters{})), Charts: []metric.Chart{
		{ID: "cpu", Title: "CPU", Unit: metric.Percent, Stack: true, Top: 100, Threshold: "cpu", Lines: []metric.Line{
			{Name: "user", Field: "cpu.user", Color: metric.Blue}, {Name: "system", Field: "cpu.system", Color: metric.Orange}}},
		{ID: "memory", Title: "Memory", Unit: metric.Bytes, Stack: true, Limit: metric.Limit{Name: "total", Field: "phymem.total"},
			Lines: []metric.Line{{Name: "used", Field: "phymem.used", Color: metric.Blue}}},
		{ID: "disks", Title: "Disk space", Unit: metric.Percent, Top: 100, Threshold: "disk", Listed: true, Each: metric.Each{Array: "disks", Key: "mount"},
			Lines: []metric.Line{{Field: "used", Of: []string{"used", "free"}}},
			Table: []metric.Column{{Name: "Size", Field: "total", Unit: metric.Bytes}}},
		{ID: "net", Title: "Network", Unit: metric.BytesPerSecond, Each: metric.Each{Array: "net", Key: "interface"},
			Lines: []metric.Line{{Name: "in", Field: "rx"}, {Name: "out", Field: "tx", Below: true}}},
	}}}, Fields()...)
}

// document is one of a host's, taken some minutes before noon.
func document(t testing.TB, minutesAgo int, server, name string) []byte {
	t.Helper()
	n := float64(minutesAgo)
	raw, err := bson.Marshal(bson.D{
		{Key: "server", Value: server},
		{Key: "date", Value: noon.Add(-time.Duration(minutesAgo) * time.Minute)},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: 20 + n/10}, {Key: "system", Value: 5.25}, {Key: "idle", Value: 74.75 - n/10}}},
		{Key: "phymem", Value: bson.D{{Key: "total", Value: int64(8 << 30)}, {Key: "used", Value: int64(3<<30 + minutesAgo)}, {Key: "free", Value: int64(5 << 30)}}},
		{Key: "disk_root", Value: bson.D{{Key: "free", Value: int64(7e9)}}},
		{Key: "disks", Value: bson.A{
			bson.D{{Key: "mount", Value: "/"}, {Key: "total", Value: int64(1e10)}, {Key: "used", Value: int64(3e9)}, {Key: "free", Value: int64(7e9)}},
			bson.D{{Key: "mount", Value: name}, {Key: "total", Value: int64(1e10)}, {Key: "used", Value: int64(9e9)}, {Key: "free", Value: int64(1e9)}}}},
		{Key: "net", Value: bson.A{bson.D{{Key: "interface", Value: "eth0"}, {Key: "rx", Value: 1234567.0}, {Key: "tx", Value: 4321.5}}}},
		{Key: "uptime", Value: 93784.5},
		{Key: "system", Value: bson.D{{Key: "kernel", Value: "6.12.0"}, {Key: "platform", Value: "debian 13"}, {Key: "cpus", Value: 4}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// host is the report of a host with samples every five minutes, the newest the given minutes before noon.
func host(t testing.TB, name string, samples, minutesAgo int, server, mount string) *report.Host {
	t.Helper()
	d := report.NewDecoder(testLayout(), report.Window)
	for i := range samples {
		if err := d.Add(document(t, minutesAgo+5*(samples-1-i), server, mount)); err != nil {
			t.Fatal(err)
		}
	}
	return d.Host(name, noon, metric.DefaultThresholds())
}

// testSeed stands in the folders of the tests that compare a whole site with another one.
const testSeed seed = "000102030405060708090a0b0c0d0e0f"

// seeded returns an empty site whose ids are always the same.
func seeded(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	plant(t, dir, manifest{Format: manifestFormat, Seed: testSeed})
	return dir
}

// plant writes a manifest, with its checksum.
func plant(t testing.TB, dir string, m any) {
	t.Helper()
	body, err := json.Marshal(m)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, manifestName), sealManifest(body), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func rowOf(h *report.Host, file string) hostRow {
	row, _ := newRow(h, file)
	return row
}

// pageOn makes a host's page.
func pageOn(t testing.TB, s *Site, b *pageBuffer, h *report.Host) []byte {
	t.Helper()
	b.Reset()
	row, tiles := newRow(h, h.Name)
	if err := s.hostPage(b, h, &row, tiles, pageSet{true}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func testOptions(t testing.TB) Options {
	return Options{Version: "test", JSON: true, Charts: []string{"cpu", "memory", "disks", "net"}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
}

func open(t testing.TB, dir string) *Site {
	t.Helper()
	s, err := Open(dir, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fleetOf returns a fleet of hosts without stamps. A host whose report is not given cannot be read.
func fleetOf(hosts ...*report.Host) Fleet {
	byName := map[string]*report.Host{}
	f := Fleet{Stamp: func(context.Context, string) (string, error) { return "", nil }}
	for _, h := range hosts {
		byName[h.Name] = h
		f.Hosts = append(f.Hosts, h.Name)
	}
	f.NewReader = func() Reader {
		return readFunc(func(_ context.Context, name string) (*report.Host, int, error) {
			if h := byName[name]; h != nil {
				return h, len(h.Times), nil
			}
			return nil, 0, errors.New("no answer")
		})
	}
	return f
}

// build renders the hosts into a folder.
func build(t testing.TB, dir string, now time.Time, hosts ...*report.Host) {
	t.Helper()
	s := open(t, dir)
	_, err := s.Update(t.Context(), fleetOf(hosts...), now)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
}

// tree returns the files of a folder with their contents.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		contents, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(contents)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEqualReportsGiveEqualBytes(t *testing.T) {
	one, two := seeded(t), seeded(t)
	build(t, one, noon, host(t, "b", 30, 0, "b", "/var"), host(t, "a", 3, 0, "a", "/var"))
	build(t, two, noon, host(t, "a", 3, 0, "a", "/var"), host(t, "b", 30, 0, "b", "/var"))
	if diff := cmp.Diff(pages(t, one), pages(t, two)); diff != "" {
		t.Errorf("two renders of the same (-one +two):\n%s", diff)
	}
}

func TestFilesThatStayTheSameAreNotWritten(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"), host(t, "b", 3, 0, "b", "/var"))
	old := time.Now().Add(-time.Hour)
	for name := range tree(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	build(t, dir, noon.Add(time.Minute), host(t, "a", 3, 0, "a", "/var"), host(t, "b", 8, 0, "b", "/var"))
	var written []string
	for name := range tree(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.ModTime().After(old.Add(time.Minute)) && name != lockName {
			written = append(written, name)
		}
	}
	slices.Sort(written)
	want := []string{".psmonitor.json", ".psmonitor.rows", "compare/cpu.html", "compare/disks.html", "compare/memory.html", "compare/net.html", "host/b/data.json", "host/b/index.html", "index.html", "stamp.js", "status.json"}
	if diff := cmp.Diff(want, written); diff != "" {
		t.Errorf("files written (-want +got):\n%s", diff)
	}
}

func TestForeignNamesStayText(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 30, 0, hostile, hostile))
	for name, contents := range tree(t, dir) {
		if strings.HasSuffix(name, ".html") && (strings.Contains(contents, "<script>alert") || strings.Contains(contents, "<img src=x")) {
			t.Errorf("%s has a foreign name as markup", name)
		}
	}
	page := tree(t, dir)["host/a/index.html"]
	if !strings.Contains(page, "&lt;/script&gt;&lt;script&gt;alert(1)") {
		t.Error("the foreign name is not shown at all")
	}
	if _, scripts, _ := strings.Cut(page, `<script type="application/json"`); strings.Contains(scripts, "alert") {
		t.Error("the charts' options have a foreign name, which ECharts might act on")
	}
}

func TestPagesHaveNoStyleOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 30, 0, "a", "/var"))
	style := regexp.MustCompile(`(?i)<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:`)
	for name, contents := range tree(t, dir) {
		if found := style.FindString(contents); found != "" && strings.HasSuffix(name, ".html") {
			t.Errorf("%s has %q, which its Content-Security-Policy forbids", name, found)
		}
	}
}

func TestAFolderThatIsNotOursIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Open(dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "thesis.txt") || !strings.Contains(err.Error(), "-out") {
		t.Errorf("error %v, want one that names the file and -out", err)
	}
	if diff := cmp.Diff(map[string]string{"thesis.txt": "mine"}, tree(t, dir)); diff != "" {
		t.Errorf("the folder was changed:\n%s", diff)
	}
}

func TestTwoRendersDoNotMeet(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var busy BusyError
	if _, err := Open(dir, Options{}); !errors.As(err, &busy) || time.Since(busy.Since) > time.Minute {
		t.Errorf("second render: %v, want one that says since when it is busy", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
}

func TestAHostIsPrunedWhenAbsentTwiceAnHourApart(t *testing.T) {
	dir := t.TempDir()
	a, b := host(t, "a", 3, 0, "a", "/var"), host(t, "b", 3, 0, "b", "/var")
	page := filepath.Join(dir, "host", "b", "index.html")
	foreign := filepath.Join(dir, "host", "b", "notes.txt")
	build(t, dir, noon, a, b)
	if err := os.WriteFile(foreign, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	exists := func(path string) bool { _, err := os.Stat(path); return err == nil }

	build(t, dir, noon.Add(time.Minute), a)
	build(t, dir, noon.Add(59*time.Minute), a)
	if !exists(page) {
		t.Fatal("the page is gone within the hour")
	}
	if index := tree(t, dir)["index.html"]; !strings.Contains(index, "no longer in the store") {
		t.Error("the overview does not say that the host is gone")
	}
	build(t, dir, noon.Add(60*time.Minute), a, b) // back again: the hour begins anew
	build(t, dir, noon.Add(70*time.Minute), a)
	build(t, dir, noon.Add(129*time.Minute), a)
	if !exists(page) {
		t.Fatal("the page is gone although the host was there in between")
	}
	build(t, dir, noon.Add(130*time.Minute), a)
	if exists(page) || !exists(foreign) || !exists(filepath.Join(dir, "host", "a", "index.html")) {
		t.Errorf("after two hours: page %v, somebody's file beside it %v, want false and true", exists(page), exists(foreign))
	}
}

func TestAHostThatCannotBeReadKeepsItsPage(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"), host(t, "b", 3, 0, "b", "/var"))
	before := tree(t, dir)["host/b/index.html"]
	s := open(t, dir)
	f := fleetOf(host(t, "a", 4, 0, "a", "/var"))
	f.Hosts = append(f.Hosts, "b")
	run, err := s.Update(t.Context(), f, noon.Add(2*time.Hour))
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if run.Rendered != 1 || run.Failed != 1 {
		t.Errorf("the run is %+v, want one host rendered and one failed", run)
	}
	after := tree(t, dir)
	if after["host/b/index.html"] != before {
		t.Error("the old page did not stay as it was")
	}
	if index := after["index.html"]; !strings.Contains(index, "cannot be read") || !strings.Contains(index, "host/b/index.html") {
		t.Error("the overview does not name the host, why, and its old page")
	}
	if list := after["status.json"]; !strings.Contains(list, `"reasons":["cannot be read"],"last":"2026-11-22T12:00:00Z","cadence":300,"values":{}}`) {
		t.Errorf("status.json does not name the host, why, and its last sample alone: %s", list)
	}
}

func TestADamagedManifestIsPutAside(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	damaged := `{"Format":3,"Hosts":{"a":`
	if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(damaged), 0o644); err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	s, err := Open(dir, Options{Version: "test", Log: slog.New(slog.NewTextHandler(&logged, nil))})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(logged.String(), "\n") != 1 || !strings.Contains(logged.String(), manifestName) {
		t.Errorf("the log is %q, want one line that names the manifest", &logged)
	}
	if got := tree(t, dir)[manifestName+".damaged"]; got != damaged {
		t.Errorf("put aside was %q", got)
	}
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
}

func TestWhateverStandsInTheManifestsPlaceIsNamed(t *testing.T) {
	for what, plant := range map[string]func(file string) error{
		"a symbolic link": func(file string) error { return os.Symlink("/etc/hostname", file) },
		"a folder":        func(file string) error { return os.Mkdir(file, 0o755) },
		"too large": func(file string) error {
			return errors.Join(os.WriteFile(file, nil, 0o644), os.Truncate(file, maxManifest+1))
		},
	} {
		dir := t.TempDir()
		build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
		file := filepath.Join(dir, manifestName)
		if err := errors.Join(os.Remove(file), plant(file)); err != nil {
			t.Fatal(err)
		}
		_, err := Open(dir, Options{Version: "test"})
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "replace it by an empty file") {
			t.Errorf("%s: %v", what, err)
		}
		if err := errors.Join(os.Remove(file), os.WriteFile(file, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	}
}

func TestANewerManifestIsRefused(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, manifest{Format: manifestFormat + 1})
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "newer psmonitor") {
		t.Errorf("error %v, want one about a newer psmonitor", err)
	}
}

func TestAManifestRemovesNothingOutsideTheSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	outside := filepath.Join(filepath.Dir(dir), "precious")
	if err := os.WriteFile(outside, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	long := noon.Add(-48 * time.Hour).UnixMilli()
	planted := manifest{Format: manifestFormat, Hosts: map[string]madeHost{"../../precious": {Absent: long}, "x": {Absent: long}}, Files: map[string]fileStamp{}}
	for _, name := range []string{"../precious", "/etc/passwd", "assets/../../precious", "host/a/index.html", "compare/../../precious", "assets/..", lockName} {
		planted.Files[name] = fileStamp{1, 2}
	}
	plant(t, dir, planted)
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	for _, path := range []string{outside, filepath.Join(dir, lockName), filepath.Join(dir, "host", "a", "index.html")} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestLinksLeadNowhereOutside(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	plant(t, dir, manifest{Format: manifestFormat})
	if err := os.Symlink(outside, filepath.Join(dir, "host")); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	defer s.Close()
	run, err := s.Update(t.Context(), fleetOf(host(t, "a", 3, 0, "a", "/var")), noon)
	if err != nil || run.Failed != 1 {
		t.Errorf("%d hosts failed, and %v; want one, as its folder is a link out of the site", run.Failed, err)
	}
	if got := tree(t, outside); len(got) != 0 {
		t.Errorf("files were written through the link: %v", got)
	}
}

func TestTheArticlesAnswer(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 2, 0, "a", "/var"))
	want := `{"cpu_user":[[1795348500000,20.5],[1795348800000,20]],"cpu_irq":[],"cpu_system":[[1795348500000,5.25],[1795348800000,5.25]],` +
		`"cpu_nice":[],"cpu_idle":[[1795348500000,74.25],[1795348800000,74.75]],"disk_root_free":[[1795348500000,7000000000],[1795348800000,7000000000]],` +
		`"phymem_free":[[1795348500000,5368709120],[1795348800000,5368709120]]}` + "\n"
	if diff := cmp.Diff(want, tree(t, dir)["host/a/data.json"]); diff != "" {
		t.Errorf("data.json (-want +got):\n%s", diff)
	}
}

// TestGoldenPages holds whole pages against those looked at and committed. `make golden` writes them anew.
func TestGoldenPages(t *testing.T) {
	dir := seeded(t)
	build(t, dir, noon, host(t, "web-01", 4, 0, "web-01", "/var"), host(t, "db-01", 3, 60, hostile, hostile), host(t, "new", 0, 0, "", ""))
	hash := regexp.MustCompile(`(assets/[a-z]+)-[0-9a-f]{10}`)
	for _, name := range []string{"index.html", "compare/cpu.html", "compare/disks.html", "status.json", "feed.xml", "host/web-01/index.html", "host/db-01/index.html", "host/new/index.html"} {
		got := strings.ReplaceAll(hash.ReplaceAllString(tree(t, dir)[name], "$1-HASH"), "><", ">\n<") // for readable differences
		golden := filepath.Join("testdata", strings.ReplaceAll(name, "/", "_"))
		if *rewrite {
			if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(golden, []byte(got), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs; look at it, and run make golden if it is right (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatTheOldPagesLoadStaysUntilTheNewOnesAreThere(t *testing.T) {
	dir := t.TempDir()
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	old := filepath.Join(dir, "assets", "style-0000000000.css")
	s := open(t, dir)
	s.made.last.Files["assets/style-0000000000.css"] = fileStamp{}
	if err := errors.Join(os.WriteFile(old, nil, 0o644), s.made.last.write(s.root), s.Close()); err != nil {
		t.Fatal(err)
	}
	index := filepath.Join(dir, "index.html")
	if err := errors.Join(os.Remove(index), os.MkdirAll(filepath.Join(index, "in the way"), 0o755)); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	_, err := s.Update(t.Context(), fleetOf(host(t, "a", 3, 0, "a", "/var")), noon)
	if err == nil || s.Close() != nil {
		t.Errorf("error %v, want one about index.html", err)
	}
	if _, err := os.Stat(old); err != nil {
		t.Errorf("what the old overview loads is gone: %v", err)
	}
	if err := os.RemoveAll(index); err != nil {
		t.Fatal(err)
	}
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what no page loads any more stays: %v", err)
	}
}

func TestACellHasTheStateOfItsOwnValueOnly(t *testing.T) {
	row := rowOf(host(t, "a", 4, 0, "a", "memory"), "a") // a mount of that name, at 90 %
	states := map[string]string{}
	for _, c := range row.Values {
		states[c.Label] = c.State
	}
	want := map[string]string{"CPU": "ok", "Memory": "ok", "Disk": "warning", "Load": "ok"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}
