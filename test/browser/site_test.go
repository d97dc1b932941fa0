// Package browser opens rendered pages in a headless Chromium and checks what a user would see.
//
// It is a module of its own, so that building psmonitor does not need the browser's driver. It does not check the files:
// the tests of package render do.
package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
)

// fleet is the folder of a rendered demo site, machine that of a site with samples of this machine, and hostile that of a
// site with a host whose names contain scripts.
var fleet, machine, hostile string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "psmonitor-browser-")
	if err == nil {
		err = makeSites(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if shared.close != nil {
		if err := shared.close(); err != nil {
			fmt.Fprintln(os.Stderr, "end the browser:", err)
			code = 1
		}
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

func makeSites(dir string) error {
	bin, err := binary(dir)
	if err != nil {
		return err
	}
	fleet = filepath.Join(dir, "fleet site") // a path with a space
	demo := "file://" + filepath.Join(dir, "demo")
	if err := run(bin, "demo", "-store", demo, "-hosts", "12", "-seed", "1"); err != nil {
		return err
	}
	config := filepath.Join(dir, "psmonitor.toml")
	if err := os.WriteFile(config, []byte(groups), 0o600); err != nil {
		return err
	}
	if err := run(bin, "render", "-config", config, "-store", demo, "-out", fleet); err != nil {
		return err
	}
	machine = filepath.Join(dir, "machine")
	here := "file://" + filepath.Join(dir, "here")
	if err := run(bin, "sample", "-store", here, "-state", filepath.Join(dir, "state"), "-host", "this-machine", "-every", "1s", "-count", "4"); err != nil {
		return err
	}
	if err := run(bin, "render", "-store", here, "-out", machine); err != nil {
		return err
	}
	hostile = filepath.Join(dir, "hostile")
	foreign := "file://" + filepath.Join(dir, "foreign")
	if err := writeHostile(foreign); err != nil {
		return err
	}
	return run(bin, "render", "-store", foreign, "-out", hostile)
}

const groups = `
[[group]]
name  = "web & co"
hosts = ["web-*"]
[[group]]
name  = "all"
hosts = ["*"]
`

// binary returns the path of psmonitor: PSMONITOR_BIN, or a program built here.
func binary(dir string) (string, error) {
	if bin := os.Getenv("PSMONITOR_BIN"); bin != "" {
		return filepath.Abs(bin)
	}
	bin := filepath.Join(dir, "psmonitor")
	build := exec.Command("go", "build", "-o", bin, "./cmd/psmonitor")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build psmonitor: %w\n%s", err, out)
	}
	return bin, nil
}

func run(bin string, args ...string) error {
	if out, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("psmonitor %v: %w\n%s", args, err, out)
	}
	return nil
}

// Names that must be shown as text.
const (
	hostileServer    = `</script><script>alert(1)</script>`
	hostileMount     = `/mnt/"><img src=x onerror=alert(1)>`
	hostileInterface = `__f__alert(1)__f__{b|x}`
)

// writeHostile stores a host whose documents contain hostile names.
func writeHostile(storeURL string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
	if err != nil {
		return err
	}
	defer s.Close(ctx)
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for i := range 24 {
		at := start.Add(time.Duration(i) * 5 * time.Minute)
		doc, err := bson.Marshal(hostileDocument(at, float64(i)))
		if err != nil {
			return err
		}
		if err := s.Append(ctx, "innocent", doc); err != nil {
			return err
		}
	}
	return nil
}

func hostileDocument(at time.Time, n float64) bson.D {
	const gib = int64(1 << 30)
	return bson.D{
		{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)},
		{Key: "server", Value: hostileServer},
		{Key: "date", Value: at},
		{Key: "interval", Value: 300.0},
		{Key: "cpu", Value: bson.D{{Key: "user", Value: n}, {Key: "nice", Value: 0.0}, {Key: "system", Value: 5.0},
			{Key: "idle", Value: 95 - n}, {Key: "irq", Value: 0.0}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: hostileMount}, {Key: "fstype", Value: "ext4"},
			{Key: "total", Value: 100 * gib}, {Key: "used", Value: 40 * gib}, {Key: "free", Value: 60 * gib},
			{Key: "inodes", Value: int64(1000)}, {Key: "inodes_used", Value: int64(10)}}}},
		{Key: "net", Value: bson.A{bson.D{{Key: "interface", Value: hostileInterface}, {Key: "rx", Value: 1000 * n},
			{Key: "tx", Value: 500 * n}, {Key: "errors", Value: 0.0}, {Key: "drops", Value: 0.0}}}},
		{Key: "system", Value: bson.D{{Key: "os", Value: "linux"}, {Key: "kernel", Value: hostileServer}, {Key: "cpus", Value: int64(2)}}},
	}
}

// origin is a way to open a site.
type origin struct {
	name string
	base func(t testing.TB, dir string) string
}

// origins are a file opened by a double click, and a web server with a path prefix.
var origins = []origin{
	{"file", func(t testing.TB, dir string) string {
		u := url.URL{Scheme: "file", Path: filepath.ToSlash(dir) + "/"}
		return u.String()
	}},
	{"http", func(t testing.TB, dir string) string {
		const prefix = "/some/where/"
		server := httptest.NewServer(http.StripPrefix(prefix, http.FileServer(http.Dir(dir))))
		t.Cleanup(server.Close)
		return server.URL + prefix
	}},
}

// hostPages returns the paths of all host pages, relative to the site's folder.
func hostPages(t testing.TB, dir string) []string {
	t.Helper()
	return pagesAt(t, dir, "host/*/index.html")
}

// comparePages returns the paths of the pages that show one chart of all hosts.
func comparePages(t testing.TB, dir string) []string {
	t.Helper()
	return pagesAt(t, dir, "compare/*.html")
}

// allPages returns the paths of all pages of a site.
func allPages(t testing.TB, dir string) []string {
	t.Helper()
	return slices.Concat([]string{"index.html"}, comparePages(t, dir), hostPages(t, dir))
}

func pagesAt(t testing.TB, dir, pattern string) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no %s in %s (%v)", pattern, dir, err)
	}
	for i := range pages {
		if pages[i], err = filepath.Rel(dir, pages[i]); err != nil {
			t.Fatal(err)
		}
		pages[i] = filepath.ToSlash(pages[i])
	}
	return pages
}
