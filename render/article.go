package render

import (
	"math"
	"strconv"

	"psmonitor/report"
)

// articleSeries are the series that the 2014 article's web service answered with, and the fields they come from.
var articleSeries = []struct{ name, path string }{
	{"cpu_user", "cpu.user"},
	{"cpu_irq", "cpu.irq"},
	{"cpu_system", "cpu.system"},
	{"cpu_nice", "cpu.nice"},
	{"cpu_idle", "cpu.idle"},
	{"disk_root_free", "disk_root.free"},
	{"phymem_free", "phymem.free"},
}

// Fields returns the paths of the fields that files need beside the charts.
func Fields() []string {
	paths := make([]string, len(articleSeries))
	for i, s := range articleSeries {
		paths[i] = s.path
	}
	return paths
}

// appendArticle appends what the article's /load/<server> answered: {"cpu_user": [[ms, v], …], …}, without the points
// that have no value. Values have at most three decimals.
func appendArticle(b []byte, h *report.Host) []byte {
	begins := pointBegins(h.Times)
	b = append(b, '{')
	for i, s := range articleSeries {
		b = comma(b, i)
		b = append(b, '"')
		b = append(b, s.name...)
		b = append(b, `":[`...)
		n := 0
		for row, v := range h.Values(s.path) {
			if math.IsNaN(v) {
				continue
			}
			b = comma(b, n)
			n++
			b = append(b, begins[row]...)
			b = appendThousandths(b, v)
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	return append(b, '}', '\n')
}

// pointBegins returns how each sample's points begin, "[ms,": the same in all series.
func pointBegins(times []int64) [][]byte {
	const length = len("[1795182900000,")
	begins, room := make([][]byte, len(times)), make([]byte, 0, length*len(times))
	for i, t := range times {
		at := len(room)
		room = append(strconv.AppendInt(append(room, '['), t, 10), ',')
		begins[i] = room[at:]
	}
	return begins
}
