package render

import (
	"errors"
	"os"
	"strconv"
	"testing"
	"time"

	"psmonitor/internal/demo"
	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/sampler"
)

// siteVariable names the environment's variable with the folder in which BenchmarkOverview leaves its largest site, for
// whoever wants to look at it: the benchmarks of the browser do. There are no pages of hosts in it.
const siteVariable = "PSMONITOR_BENCH_SITE"

// BenchmarkOverview makes all that is not of one host alone, but for the pages that compare: the overview, chapters,
// status.json. The rows are those of two hundred made-up hosts over two days, under as many names as are wanted.
func BenchmarkOverview(b *testing.B) {
	kinds := madeUpRows(b)
	for _, hosts := range []int{1000, 10_000} {
		b.Run(strconv.Itoa(hosts), func(b *testing.B) {
			dir := os.Getenv(siteVariable)
			if dir == "" || hosts != 10_000 {
				dir = b.TempDir()
			}
			s, err := Open(dir, Options{Version: "bench", Groups: []string{"even", "tens", "all"}})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			rows := manyRows(kinds, hosts)
			b.ReportAllocs()
			for b.Loop() {
				u := s.newUpdate(Fleet{}, noon)
				u.rows = rows
				if err := errors.Join(u.putAssets(), u.putShared()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*hosts), "µs/host")
		})
	}
}

// madeUpRows returns the rows of two hundred hosts.
func madeUpRows(b *testing.B) []hostRow {
	b.Helper()
	layout := report.NewLayout(sampler.Families(sampler.Filters{}), Fields()...)
	fleet := demo.New(1, 200, noon, 5*time.Minute, 48*time.Hour)
	var rows []hostRow
	for _, name := range fleet.Hosts() {
		d := report.NewDecoder(layout, report.Window)
		for _, doc := range fleet.Documents(name) {
			if err := d.Add(doc); err != nil {
				b.Fatal(err)
			}
		}
		rows = append(rows, rowOf(d.Host(name, noon, metric.DefaultThresholds()), metric.FileName(name)))
	}
	return rows
}

// manyRows returns rows of these kinds, in turn, under names of their own.
func manyRows(kinds []hostRow, hosts int) []hostRow {
	names := demo.New(1, hosts, noon, 5*time.Minute, time.Hour).Hosts()
	rows := make([]hostRow, hosts)
	for i := range rows {
		rows[i] = kinds[i%len(kinds)]
		rows[i].Name, rows[i].File = names[i], metric.FileName(names[i])
		rows[i].Groups = []string{"all"}
		if i%2 == 0 {
			rows[i].Groups = []string{"even", "all"}
		}
		if i%10 == 0 {
			rows[i].Groups = append(rows[i].Groups, "tens")
		}
	}
	return rows
}
