package render

import (
	"bytes"
	"testing"
	"time"

	"psmonitor/demo"
	"psmonitor/report"
	"psmonitor/sampler"
)

// ordinary is the report of a made-up host of 40 series and somewhat more, and two days.
func ordinary(b *testing.B) *report.Host {
	b.Helper()
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := demo.New(1, 40, noon, 5*time.Minute, 48*time.Hour)
	for _, name := range fleet.Hosts() {
		d := report.NewDecoder(layout, report.Window)
		for _, doc := range fleet.Documents(name) {
			if err := d.Add(doc); err != nil {
				b.Fatal(err)
			}
		}
		h := d.Host(name, noon, report.DefaultThresholds())
		series := 0
		for _, c := range h.Charts {
			series += len(c.Series)
		}
		if series >= 40 && series < 50 && len(h.Times) == report.Window {
			return h
		}
	}
	b.Fatal("no host of the demo has 40 to 50 series and a full window")
	return nil
}

// BenchmarkPage makes all that is written for a host, and its row of the overview.
func BenchmarkPage(b *testing.B) {
	h := ordinary(b)
	s := open(b, b.TempDir())
	var page bytes.Buffer
	var f frame
	var article []byte
	b.ReportAllocs()
	for b.Loop() {
		page.Reset()
		if err := s.hostPage(&page, &f, h); err != nil {
			b.Fatal(err)
		}
		article = appendArticle(article[:0], h)
		newRow(h, h.Name)
	}
	b.ReportMetric(float64(page.Len()), "B/page")
}

// The parts of a page, each alone.
func BenchmarkPageParts(b *testing.B) {
	h := ordinary(b)
	s := open(b, b.TempDir())
	var f frame
	var article []byte
	parts := []struct {
		name string
		make func()
	}{
		{"numbers", func() { f.numbers(h) }},
		{"cards", func() { f.reset(h); s.cards(&f, h) }},
		{"article", func() { article = appendArticle(article[:0], h) }},
		{"row", func() { newRow(h, h.Name) }},
		{"tiles", func() { tiles(h) }},
	}
	for _, part := range parts {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				part.make()
			}
		})
	}
}
