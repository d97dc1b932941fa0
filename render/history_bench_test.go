package render

import (
	"bytes"
	"compress/gzip"
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// BenchmarkHistoryPages decodes the hours and the days of a host and makes the page of each, which is what a run pays for a host whose
// turn it is. gzip-B and series are the page's.
func BenchmarkHistoryPages(b *testing.B) {
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := demo.New(1, 14, noon, 5*time.Minute, 48*time.Hour)
	hours, days := fleet.History(fleet.Hosts()[13], 1100*24*time.Hour)
	for at, docs := range map[int][][]byte{weeksPage: hours, yearsPage: days} {
		h := report.NewHistory(layout, pagesOfHost[at].span)
		s := open(b, b.TempDir())
		var buffer pageBuffer
		decode := func() *report.Host {
			h.Reset()
			for _, doc := range docs {
				_ = h.Add(doc)
			}
			return h.Host("a", noon, metric.DefaultThresholds())
		}
		b.Run(pagesOfHost[at].title+"/read", func(b *testing.B) {
			for b.Loop() {
				decode()
			}
		})
		b.Run(pagesOfHost[at].title+"/whole", func(b *testing.B) {
			series := 0
			for b.Loop() {
				past := decode()
				buffer.Reset()
				if err := s.historyPage(&buffer, past, at, pageSet{true, true, true}); err != nil {
					b.Fatal(err)
				}
				series = 0
				for _, c := range past.Charts {
					series += len(c.Series)
				}
			}
			b.ReportMetric(float64(series), "series")
			b.ReportMetric(float64(gzipped(buffer.Bytes())), "gzip-B")
		})
	}
}

// gzipped returns how long contents are when they are compressed as a web server does it.
func gzipped(contents []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(contents)
	_ = w.Close()
	return b.Len()
}
