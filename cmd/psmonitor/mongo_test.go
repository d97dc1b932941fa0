package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
	"psmonitor/test/servers"
)

// psmonitor runs the program, which must end well and be silent.
func psmonitor(t *testing.T, args ...string) {
	t.Helper()
	var output strings.Builder
	a := app{getenv: func(string) string { return "" }, stdout: &output, stderr: &output}
	if code := run(t.Context(), args, a); code != exitDone || output.Len() > 0 {
		t.Fatalf("psmonitor %s: exit code %d, output %q", strings.Join(args, " "), code, output.String())
	}
}

// series returns what a data.json has.
func series(t *testing.T, site, host string) map[string][][2]float64 {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(site, "host", host, "data.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s map[string][][2]float64
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// stores are the URLs of an empty store of each kind.
func stores(t *testing.T) map[string]string {
	return map[string]string{
		"file":    fileURL(filepath.Join(t.TempDir(), "store")),
		"mongodb": servers.Database(t, servers.FerretDB(t)),
	}
}

// TestRenderShowsNewestSamples appends 600 samples to a collection capped at 576.
func TestRenderShowsNewestSamples(t *testing.T) {
	for kind, url := range stores(t) {
		t.Run(kind, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			st, err := store.Open(ctx, url, store.Options{Max: 576})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
			var want [][2]float64
			for i := range 600 {
				at := start.Add(time.Duration(i) * 5 * time.Minute)
				doc, err := bson.Marshal(bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "date", Value: at},
					{Key: "cpu", Value: bson.D{{Key: "user", Value: float64(i) / 10}}}})
				if err != nil {
					t.Fatal(err)
				}
				if err := st.Append(ctx, "example01", doc); err != nil {
					t.Fatal(err)
				}
				if i >= 600-576 {
					want = append(want, [2]float64{float64(at.UnixMilli()), float64(i) / 10})
				}
			}
			if err := st.Close(ctx); err != nil {
				t.Fatal(err)
			}
			site := filepath.Join(t.TempDir(), "site")
			psmonitor(t, "render", "-store", url, "-out", site, "-config", os.DevNull, "-timeout", "5m")
			if diff := cmp.Diff(want, series(t, site, "example01")["cpu_user"]); diff != "" {
				t.Errorf("points shown (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBothStoresMakeTheSamePages renders one fleet from each.
func TestBothStoresMakeTheSamePages(t *testing.T) {
	pages := map[string]string{}
	for kind, url := range stores(t) {
		site := filepath.Join(t.TempDir(), "site")
		psmonitor(t, "demo", "-store", url, "-hosts", "2", "-until", "2026-11-22T12:00:00Z", "-config", os.DevNull)
		psmonitor(t, "render", "-store", url, "-out", site, "-config", os.DevNull, "-timeout", "5m")
		page, err := os.ReadFile(filepath.Join(site, "host", "web-01.example.org", "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		pages[kind] = string(page)
	}
	if diff := cmp.Diff(pages["file"], pages["mongodb"]); diff != "" {
		t.Errorf("a host's page (-file +mongodb):\n%s", diff)
	}
}

// TestDocumentsOfArticleProgramAreRendered samples with a Python program written after the article of 2014, in Tokyo.
func TestDocumentsOfArticleProgramAreRendered(t *testing.T) {
	url := servers.Database(t, servers.FerretDB(t))
	began := time.Now().Truncate(time.Second)
	python := exec.CommandContext(t.Context(), "/usr/bin/python3", filepath.Join("testdata", "article.py"), url, "example01", "4")
	python.Env = append(os.Environ(), "TZ=Asia/Tokyo")
	if out, err := python.CombinedOutput(); err != nil {
		t.Fatalf("%v; it needs Debian's python3-pymongo and python3-psutil\n%s", err, out)
	}
	ended := time.Now()
	site := filepath.Join(t.TempDir(), "site")
	psmonitor(t, "render", "-store", url, "-out", site, "-config", os.DevNull, "-timeout", "5m")
	got := series(t, site, "example01")
	for _, name := range []string{"cpu_user", "cpu_irq", "cpu_system", "cpu_nice", "cpu_idle", "disk_root_free", "phymem_free"} {
		if len(got[name]) != 4 {
			t.Errorf("%d points of %s, want 4", len(got[name]), name)
		}
		for _, point := range got[name] {
			if at := time.UnixMilli(int64(point[0])); at.Before(began) || at.After(ended) {
				t.Errorf("%s has a point at %v, and the program ran from %v to %v", name, at, began, ended)
			}
		}
	}
	page, err := os.ReadFile(filepath.Join(site, "host", "example01", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"local time (UTC+9)", `data-chart="cpu"`, `data-chart="memory"`, `data-chart="disks"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
