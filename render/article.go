package render

import (
	"bytes"
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

// article makes what the article's /load/<server> answered: {"cpu_user": [[ms, v], …], …}, without the points that have no
// value. Its zero value is ready, and it is used for one host after the other.
type article struct {
	json  []byte // scratch
	times []byte // scratch: of each sample the begin of its points, "[ms,"
	ends  []int  // scratch: of each of these where it ends
}

// of returns the article's answer for a host, until it is called again.
func (a *article) of(h *report.Host) []byte {
	a.writeTimes(h.Times)
	b := append(a.json[:0], '{')
	for i, s := range articleSeries {
		b = comma(b, i)
		b = append(b, '"')
		b = append(b, s.name...)
		b = append(b, `":[`...)
		b = a.appendPoints(b, h.Values(s.path))
		b = append(b, ']')
	}
	a.json = append(b, '}', '\n')
	return a.json
}

// writeTimes writes the begins of the points once, as all series have the same.
func (a *article) writeTimes(times []int64) {
	a.times, a.ends = a.times[:0], a.ends[:0]
	for _, t := range times {
		a.times = append(a.times, '[')
		a.times = strconv.AppendInt(a.times, t, 10)
		a.times = append(a.times, ',')
		a.ends = append(a.ends, len(a.times))
	}
}

// appendPoints appends the points of a series, separated by commas.
func (a *article) appendPoints(b []byte, values []float64) []byte {
	from, n := 0, 0
	for i, v := range values {
		to := a.ends[i]
		if !math.IsNaN(v) {
			b = comma(b, n)
			n++
			b = append(b, a.times[from:to]...)
			b = appendThousandths(b, v)
			b = append(b, ']')
		}
		from = to
	}
	return b
}

// appendThousandths appends v with three decimals at most. Integers take a third of strconv's time for floats.
func appendThousandths(b []byte, v float64) []byte {
	if math.Abs(v) > maxInteger/1000 {
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	n := int64(math.RoundToEven(v * 1000))
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/1000, 10)
	if rest := n % 1000; rest != 0 {
		b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
		b = bytes.TrimRight(b, "0")
	}
	return b
}
