package render

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

func TestRenamesAreRecognizedByBootTime(t *testing.T) {
	const minute, boot = 60_000, 1_000_000_000_000
	// Minutes after boot.
	silent := func(name string, last int64) hostRow {
		return hostRow{Row: page.Row{Name: name, Silent: true, Last: page.Stamp{MS: boot + last*minute}}, Life: lifetime{Boot: boot, First: boot + minute}}
	}
	live := func(name string, bootedLater, first int64, began bool) hostRow {
		return hostRow{Row: page.Row{Name: name, Last: page.Stamp{MS: boot + 9000*minute}},
			Life: lifetime{Boot: boot + bootedLater*1000, First: boot + first*minute, Began: began}}
	}
	web := silent("web-01", 500)
	for name, c := range map[string]struct {
		rows []hostRow
		want []rename
	}{
		"the full name":                {[]hostRow{web, live("WEB-01.example.org", 0, 505, true)}, []rename{{"web-01", "WEB-01.example.org"}}},
		"the short name":               {[]hostRow{silent("web-01.example.org", 500), live("web-01", 0, 505, true)}, []rename{{"web-01.example.org", "web-01"}}},
		"another name":                 {[]hostRow{web, live("app", 59, 505, true)}, []rename{{"web-01", "app"}}},
		"earlier by the clock":         {[]hostRow{web, live("app", -59, 505, true)}, []rename{{"web-01", "app"}}},
		"booted a minute later":        {[]hostRow{web, live("web-01.example.org", 60, 505, true)}, nil},
		"was there before":             {[]hostRow{web, live("web-01.example.org", 0, 400, true)}, nil},
		"another name, may be older":   {[]hostRow{web, live("app", 0, 505, false)}, nil},
		"the full name, days ago":      {[]hostRow{web, live("web-01.example.org", 0, 505, false)}, []rename{{"web-01", "web-01.example.org"}}},
		"the same short name first":    {[]hostRow{web, live("app", 0, 501, true), live("web-01.example.org", 9, 510, true), live("b", 0, 501, true)}, []rename{{"web-01", "web-01.example.org"}}},
		"of other names, the first":    {[]hostRow{web, live("c", 0, 509, true), live("b", 9, 505, true), live("a", 0, 520, true)}, []rename{{"web-01", "b"}}},
		"unknown boot time":            {[]hostRow{{Row: page.Row{Name: "web-01", Silent: true}}, {Row: page.Row{Name: "web-01.example.org"}, Life: lifetime{First: 1, Began: true}}}, nil},
		"silent as well":               {[]hostRow{web, silent("web-01.example.org", 600)}, nil},
		"two names, one after another": {[]hostRow{web, silent("web", 700), live("app", 0, 705, true)}, []rename{{"web", "app"}, {"web-01", "app"}}},
		"nobody is silent":             {[]hostRow{live("web-01", 0, 1, true), live("web-01.example.org", 0, 505, true)}, nil},
	} {
		if diff := cmp.Diff(c.want, renames(c.rows), cmp.AllowUnexported(rename{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// booted is a fleet whose documents have the same boot time.
type booted struct{ fleet }

func (f booted) source(t *testing.T, now time.Time) Fleet {
	source, _ := f.fleet.source(t, now)
	source.NewReader = func() Reader {
		d := report.NewDecoder(testLayout(), report.Window)
		return readFunc(func(_ context.Context, name string) (*report.Host, int, error) {
			d.Reset()
			h := f.fleet[name]
			for i := range h.samples {
				var doc bson.D
				if err := bson.Unmarshal(document(t, h.minutesAgo+5*(h.samples-1-i), name, "/var"), &doc); err != nil {
					t.Fatal(err)
				}
				doc[len(doc)-1].Value = bson.D{{Key: "boot", Value: noon.Add(-100 * 24 * time.Hour)}}
				raw, err := bson.Marshal(doc)
				if err != nil {
					t.Fatal(err)
				}
				if err := d.Add(raw); err != nil {
					return nil, i, err
				}
			}
			return d.Host(name, now, metric.DefaultThresholds()), h.samples, nil
		})
	}
	return source
}

// TestRenamedHostIsTold renames a machine. The overview and status.json must say so until the old name is forgotten. An updated site is the same as one made from nothing.
func TestRenamedHostIsTold(t *testing.T) {
	dir := seeded(t)
	all := map[string][]string{
		"index.html":  {"renamed to web-01.example.org?", "psmonitor forget web-01 removes"},
		"status.json": {"renamed to web-01.example.org?"},
	}
	for _, step := range []struct {
		what  string
		fleet fleet
		told  bool
	}{
		{"before", fleet{"web-01": {20, 0, "1"}, "db": {30, 0, "1"}}, false},
		{"not silent yet", fleet{"web-01": {20, 10, "1b"}, "db": {30, 0, "1"}, "web-01.example.org": {1, 0, "1"}}, false},
		{"silent", fleet{"web-01": {20, 30, "2"}, "db": {30, 0, "1"}, "web-01.example.org": {5, 0, "2"}}, true},
		{"one more sample", fleet{"web-01": {20, 30, "2"}, "db": {30, 0, "1"}, "web-01.example.org": {6, 0, "3"}}, true},
		{"nothing new", fleet{"web-01": {20, 30, "2"}, "db": {30, 0, "1"}, "web-01.example.org": {6, 0, "3"}}, true},
		{"the old name is back", fleet{"web-01": {20, 0, "3"}, "db": {30, 0, "1"}, "web-01.example.org": {6, 0, "3"}}, false},
		{"silent again", fleet{"web-01": {20, 30, "4"}, "db": {30, 0, "1"}, "web-01.example.org": {6, 0, "3"}}, true},
		{"forgotten", fleet{"db": {30, 0, "1"}, "web-01.example.org": {6, 0, "3"}}, false},
	} {
		if step.what == "forgotten" {
			if _, err := Forget(t.Context(), dir, "web-01", nil, func() error { return nil }); err != nil {
				t.Fatal(err)
			}
		}
		afresh := seeded(t)
		for _, site := range []string{dir, afresh} {
			if run, err := update1(t, site, booted{step.fleet}.source(t, noon), noon, nil); err != nil || run.Failed > 0 {
				t.Fatal(run, err)
			}
		}
		if diff := cmp.Diff(pages(t, afresh), pages(t, dir)); diff != "" {
			t.Errorf("%s (-afresh +updated):\n%s", step.what, diff)
		}
		for name, texts := range all {
			raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts {
				if strings.Contains(string(raw), text) != step.told {
					t.Errorf("%s: %s has %q: %v, want %v", step.what, name, text, !step.told, step.told)
				}
			}
		}
	}
}
