// Package browser opens rendered pages in a headless Chromium and checks what a user would see.
//
// It is a module of its own, so that building psmonitor does not need the browser's driver. It does not check the files:
// the tests of package render do.
package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// fleet is the folder of a rendered demo site, machine that of a site with samples of this machine, and hostile that of a
// site with a host whose names contain scripts.
var fleet, machine, hostile string

// began is when the demo's newest samples were taken. All pages take it for the time at which they are opened, see observer. So
// nothing depends on how long the tests have been running.
var began time.Time

// program is the path of psmonitor, and folder has everything that the tests share.
var program, folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "psmonitor-browser-"); err == nil {
		err = makeSites(folder)
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
	os.RemoveAll(folder)
	os.Exit(code)
}

func makeSites(dir string) (err error) {
	if program, err = binary(dir); err != nil {
		return err
	}
	config := filepath.Join(dir, "psmonitor.toml")
	if err := os.WriteFile(config, []byte(groups), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "blank.html"), []byte("<!doctype html><title>blank</title>"), 0o600); err != nil {
		return err
	}
	began = time.Now()
	if fleet, err = renderDemo(filepath.Join(dir, "fleet site"), config, "-hosts", "12", "-seed", "1"); err != nil { // a path with a space
		return err
	}
	here := "file://" + filepath.Join(dir, "here")
	if err := run("sample", "-store", here, "-state", filepath.Join(dir, "state"), "-host", "this-machine", "-every", "1s", "-count", "4"); err != nil {
		return err
	}
	machine = filepath.Join(dir, "machine")
	if err := run("render", "-store", here, "-out", machine); err != nil {
		return err
	}
	foreign := "file://" + filepath.Join(dir, "foreign")
	if err := writeHostile(foreign); err != nil {
		return err
	}
	hostile = filepath.Join(dir, "hostile")
	return run("render", "-store", foreign, "-out", hostile)
}

// renderDemo makes a demo fleet in a folder, whose samples end when the tests began, with the configuration and flags, and returns the folder of its site.
func renderDemo(dir, config string, flags ...string) (site string, err error) {
	store := "file://" + filepath.Join(dir, "store")
	if err := run(append([]string{"demo", "-config", config, "-store", store, "-until", began.UTC().Format(time.RFC3339)}, flags...)...); err != nil {
		return "", err
	}
	site = filepath.Join(dir, "site")
	return site, run("render", "-config", config, "-store", store, "-out", site)
}

// once returns a function that makes a site when it is first called, in a folder with the given name, and returns the site's folder.
// Tests share it, and do not change it.
func once(name string, build func(dir string) (site string, err error)) func(t testing.TB) string {
	site := sync.OnceValues(func() (string, error) {
		dir := filepath.Join(folder, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", err
		}
		return build(dir)
	})
	return func(t testing.TB) string {
		t.Helper()
		dir, err := site()
		if err != nil {
			t.Fatal(err)
		}
		return dir
	}
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

// run executes psmonitor.
func run(args ...string) error {
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("psmonitor %v: %w\n%s", args, err, out)
	}
	return nil
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
