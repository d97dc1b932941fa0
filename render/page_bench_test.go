package render

import (
	"bytes"
	"encoding/gob"
	"io"
	"slices"
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
	"psmonitor/templates"
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
		if series >= 44 && series < 54 && len(h.Times) == report.Window {
			hosts = append(hosts, h)
		}
	}
	if len(hosts) < 20 {
		b.Fatalf("%d hosts of the demo have 44 to 54 series and a full window", len(hosts))
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
	var buffer pageBuffer
	b.ReportAllocs()
	for b.Loop() {
		h := next()
		pageOn(b, s, &buffer, h)
		buffer.part(func(b []byte) []byte { return appendArticle(b, h) })
	}
	b.ReportMetric(float64(buffer.Len()), "B/page")
}

// The parts of a page, each alone.
func BenchmarkPageParts(b *testing.B) {
	next := ordinary(b)
	s := open(b, b.TempDir())
	var buffer pageBuffer
	h := next()
	row, _ := newRow(h, h.Name)
	whole := s.newHostPage(h, &row, pageSet{true})
	whole.Charts = hostCharts(new(pageBuffer), h)
	var err error
	if whole.Data, err = s.hostData(new(pageBuffer), h, 0); err != nil {
		b.Fatal(err)
	}
	parts := []struct {
		name string
		make func(h *report.Host)
	}{
		{"data", func(h *report.Host) { buffer.Reset(); _, _ = s.hostData(&buffer, h, 0) }},
		{"charts", func(h *report.Host) { buffer.Reset(); hostCharts(&buffer, h) }},
		{"article", func(h *report.Host) {
			buffer.Reset()
			buffer.part(func(b []byte) []byte { return appendArticle(b, h) })
		}},
		{"row and tiles", func(h *report.Host) { newRow(h, h.Name) }},
		{"html", func(*report.Host) { buffer.Reset(); _ = templates.Host(&buffer.Buffer, &whole) }},
		{"options", func(h *report.Host) { _, _ = s.options.of(h.Charts) }},
		{"multiples", func(h *report.Host) { multiples(h) }},
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

// BenchmarkRecords writes the records of hosts, and reads them: what a run pays for each host that is unchanged while others
// are not.
func BenchmarkRecords(b *testing.B) {
	next := ordinary(b)
	var list []*record
	for range 20 {
		h := next()
		list = append(list, &record{Row: rowOf(h, h.Name), Multiples: multiples(h), Changes: changesOf(h)})
	}
	b.Run("write", func(b *testing.B) {
		e := gob.NewEncoder(io.Discard)
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := e.Encode(list[i%len(list)]); err != nil {
				b.Fatal(err)
			}
		}
	})
	raw := encoded(b, slices.Repeat(list, 50)...)
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			if n == 0 {
				decodeRecords(bytes.NewReader(raw), func(*record) { n++ })
			}
			n--
		}
		b.ReportMetric(float64(len(raw)/len(list)/50), "B/record")
	})
}
