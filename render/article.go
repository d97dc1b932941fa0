package render

import (
	"math"
	"strconv"

	"psmonitor/render/report"
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

// appendArticle appends what the article's /load/<server> answered for a host: {"cpu_user": [[ms, v], …], …}, without the
// points that have no value.
func appendArticle(b []byte, h *report.Host) []byte {
	times := make([]string, len(h.Times)) // all series have them in common
	for row, t := range h.Times {
		times[row] = strconv.FormatInt(t, 10)
	}
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
			b = append(comma(b, n), '[')
			b = append(b, times[row]...)
			b = append(b, ',')
			b = appendThousandths(b, v)
			b = append(b, ']')
			n++
		}
		b = append(b, ']')
	}
	return append(b, '}', '\n')
}

// appendThousandths appends v with three decimals at most. Many values are sizes in bytes, and whole.
func appendThousandths(b []byte, v float64) []byte {
	if math.Abs(v) >= maxInteger/1000 { // it has no more decimals
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	n := int64(math.RoundToEven(v * 1000))
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = appendInt(b, n/1000)
	if n %= 1000; n == 0 {
		return b
	}
	b = append(b, '.', byte('0'+n/100))
	if n %= 100; n != 0 {
		b = append(b, byte('0'+n/10))
	}
	if n %= 10; n != 0 {
		b = append(b, byte('0'+n))
	}
	return b
}
