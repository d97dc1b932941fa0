package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

var until = time.Date(2026, 11, 18, 14, 33, 20, 0, time.UTC)

// TestDemoHostsShowTheirProblems looks at what the made-up hosts are made for, at each third hour of a day.
func TestDemoHostsShowTheirProblems(t *testing.T) {
	layout := report.NewLayout(sampler.Families(sampler.Filters{}))
	for i := range 8 {
		now := until.Add(time.Duration(3*i) * time.Hour)
		fleet := demo.New(1, 40, now, 5*time.Minute, 48*time.Hour)
		for _, name := range fleet.Hosts() {
			d := report.NewDecoder(layout, report.Window)
			for _, doc := range fleet.Documents(name) {
				if err := d.Add(doc); err != nil {
					t.Fatal(err)
				}
			}
			checkStory(t, d.Host(name, now, metric.DefaultThresholds()), now)
		}
	}
}

// TestLongerHistoryChangesNoForecast compares what is wrong now by samples of 48 hours and of 14 days.
func TestLongerHistoryChangesNoForecast(t *testing.T) {
	const every, keep = 5 * time.Minute, 14 * 24 * time.Hour
	layout := report.NewLayout(sampler.Families(sampler.Filters{}))
	fleet := demo.New(1, 14, until, every, keep)
	forecasts := 0
	for _, name := range fleet.Hosts() {
		documents := fleet.Documents(name)
		read := func(window int) *report.Host {
			d := report.NewDecoder(layout, window)
			d.Span = time.Duration(window) * every
			for _, doc := range documents[max(0, len(documents)-window):] {
				if err := d.Add(doc); err != nil {
					t.Fatal(err)
				}
			}
			return d.Host(name, until, metric.DefaultThresholds())
		}
		short, long := read(report.Window), read(int(keep/every))
		if diff := cmp.Diff(short.Forecasts, long.Forecasts); diff != "" {
			t.Errorf("%s: forecasts (-48 hours +14 days):\n%s", name, diff)
		}
		if diff := cmp.Diff(short.Reasons, long.Reasons, cmpopts.IgnoreFields(report.Reason{}, "Since")); diff != "" || short.State != long.State {
			t.Errorf("%s: %v, with 14 days %v; reasons (-48 hours +14 days):\n%s", name, short.State, long.State, diff)
		}
		if len(long.Times) < len(documents)-1 {
			t.Errorf("%s: %d of %d samples are shown", name, len(long.Times), len(documents))
		}
		forecasts += len(long.Forecasts)
	}
	if forecasts == 0 {
		t.Error("no host has a forecast")
	}
}

func checkStory(t *testing.T, h *report.Host, now time.Time) {
	t.Helper()
	near := map[string]bool{} // the subjects that are full within a week
	for _, f := range h.Forecasts {
		near[f.Subject] = f.Full.Before(now.Add(7 * 24 * time.Hour))
	}
	switch {
	case strings.HasPrefix(h.Name, "db-01."):
		if len(h.Reasons) == 0 || h.Reasons[0].Text != "/var 93 % used, full in 3 days" {
			t.Errorf("%s at %v: %+v, want /var full in 3 days", h.Name, now, h.Reasons)
		}
	case strings.HasPrefix(h.Name, "Build_Agent."):
		if !near["memory"] {
			t.Errorf("%s at %v: the leak is not told", h.Name, now)
		}
	default:
		for subject, yes := range near {
			if yes {
				t.Errorf("%s at %v: %s is to be full within a week: %+v", h.Name, now, subject, h.Forecasts)
			}
		}
	}
}

// BenchmarkDecode decodes the 576 documents of an ordinary host of two days.
func BenchmarkDecode(b *testing.B) {
	fleet := demo.New(1, 40, until, 5*time.Minute, 48*time.Hour)
	documents := fleet.Documents(fleet.Hosts()[20])
	d := report.NewDecoder(report.NewLayout(sampler.Families(sampler.Filters{})), report.Window)
	size := 0
	for _, doc := range documents {
		size += len(doc)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		d.Reset()
		for _, doc := range documents {
			if err := d.Add(doc); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(documents)), "documents")
}

// BenchmarkHost makes the reports of ordinary hosts of two days, whose 576 documents are decoded before. They are many, as a
// processor remembers the branches that a few have taken, and a fleet's it cannot.
func BenchmarkHost(b *testing.B) {
	layout := report.NewLayout(sampler.Families(sampler.Filters{}))
	fleet := demo.New(1, 60, until, 5*time.Minute, 48*time.Hour)
	for name, hosts := range map[string][]string{"fleet": fleet.Hosts()[20:], "storage-01": {"storage-01.example.org"}} {
		b.Run(name, func(b *testing.B) {
			d := report.NewDecoder(layout, report.Window)
			series, reports := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				host := hosts[reports%len(hosts)]
				d.Reset()
				for _, doc := range fleet.Documents(host) {
					if err := d.Add(doc); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				for _, c := range d.Host(host, until, metric.DefaultThresholds()).Charts {
					series += len(c.Series)
				}
				reports++
			}
			b.ReportMetric(float64(series)/float64(reports), "series")
		})
	}
}
