package render

import (
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// ordinary returns the reports of made-up hosts of 40 series and somewhat more, and two days, one after the other. They are
// many, as a processor remembers the branches that a few have taken, and a fleet's it cannot.
func ordinary(b *testing.B) (next func() *report.Host) {
	b.Helper()
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := demo.New(1, 60, noon, 5*time.Minute, 48*time.Hour)
	var hosts []*report.Host
	for _, name := range fleet.Hosts() {
		d := report.NewDecoder(layout, report.Window)
		for _, doc := range fleet.Documents(name) {
			if err := d.Add(doc); err != nil {
				b.Fatal(err)
			}
		}
		h := d.Host(name, noon, metric.DefaultThresholds())
		series := 0
		for _, c := range h.Charts {
			series += len(c.Series)
		}
		if series >= 40 && series < 50 && len(h.Times) == report.Window {
			hosts = append(hosts, h)
		}
	}
	if len(hosts) < 20 {
		b.Fatalf("%d hosts of the demo have 40 to 50 series and a full window", len(hosts))
	}
	at := 0
	return func() *report.Host {
		at = (at + 1) % len(hosts)
		return hosts[at]
	}
}

// BenchmarkPage makes all that is written for a host, and its row of the overview.
func BenchmarkPage(b *testing.B) {
	next := ordinary(b)
	s := open(b, b.TempDir())
	var d desk
	b.ReportAllocs()
	for b.Loop() {
		h := next()
		pageOn(b, s, &d, h)
		d.article.of(h)
	}
	b.ReportMetric(float64(len(d.page)), "B/page")
}

// The parts of a page, each alone.
func BenchmarkPageParts(b *testing.B) {
	next := ordinary(b)
	s := open(b, b.TempDir())
	var d desk
	h := next()
	pageOn(b, s, &d, h)
	row := d.glance.row(h.Name)
	parts := []struct {
		name string
		make func(h *report.Host)
	}{
		{"numbers", func(h *report.Host) { d.page = appendNumbers(d.page[:0], h) }},
		{"cards", func(h *report.Host) { d.frame.reset(h); d.page, _ = s.appendCards(d.page[:0], &d.frame, h) }},
		{"article", func(h *report.Host) { d.article.of(h) }},
		{"row", func(h *report.Host) { d.glance.reset(h); d.glance.row(h.Name) }},
		{"tiles", func(*report.Host) { d.glance.tiles(&row) }},
		{"around", func(h *report.Host) { v := newHostView(&d.glance, h, &row); d.page = castPage(b, s, &v, d.page[:0]) }},
		{"options", func(h *report.Host) { d.page, _ = s.options.append(d.page[:0], h.Charts) }},
		{"multiples", func(h *report.Host) { d.comparer.multiples(h) }},
	}
	for _, part := range parts {
		b.Run(part.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				part.make(next())
			}
		})
	}
}
