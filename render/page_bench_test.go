package render

import (
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
	var d desk
	b.ReportAllocs()
	for b.Loop() {
		pageOn(b, s, &d, h)
		d.article.of(h)
	}
	b.ReportMetric(float64(len(d.page)), "B/page")
}

// The parts of a page, each alone.
func BenchmarkPageParts(b *testing.B) {
	h := ordinary(b)
	s := open(b, b.TempDir())
	var d desk
	pageOn(b, s, &d, h)
	row := d.glance.row(h.Name)
	parts := []struct {
		name string
		make func()
	}{
		{"numbers", func() { d.page = appendNumbers(d.page[:0], h) }},
		{"cards", func() { d.frame.reset(h); d.page, _ = s.appendCards(d.page[:0], &d.frame, h) }},
		{"article", func() { d.article.of(h) }},
		{"row", func() { d.glance.reset(h); d.glance.row(h.Name) }},
		{"tiles", func() { d.glance.tiles(&row) }},
		{"around", func() { v := newHostView(&d.glance, h, &row); d.page = castPage(b, s, &v, d.page[:0]) }},
		{"options", func() { d.page, _ = s.options.append(d.page[:0], h.Charts) }},
		{"multiples", func() { d.comparer.multiples(h) }},
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
