package render

import "psmonitor/report"

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

// article is what the article's /load/<server> answered: {"cpu_user": [[ms, v], …], …}, without the points that have no
// value. Values have at most three decimals. Its zero value is ready, and it is made for one host after the other.
type article struct {
	json   []byte // scratch
	begins []byte // scratch: how each sample's points begin, "[ms,": the same in all series
	ends   []int  // scratch: where each of these ends
}

// of returns the article's answer for a host, until it is called again.
func (a *article) of(h *report.Host) []byte {
	a.begin(h.Times)
	b := append(a.json[:0], '{')
	for i, s := range articleSeries {
		b = comma(b, i)
		b = append(b, '"')
		b = append(b, s.name...)
		b = append(b, `":[`...)
		n, from := 0, 0
		for row, v := range h.Values(s.path) {
			begin := a.begins[from:a.ends[row]]
			from = a.ends[row]
			if v != v { // NaN
				continue
			}
			b = comma(b, n)
			n++
			b = append(b, begin...)
			b = appendThousandths(b, v)
			b = append(b, ']')
		}
		b = append(b, ']')
	}
	a.json = append(b, '}', '\n')
	return a.json
}

func (a *article) begin(times []int64) {
	a.begins, a.ends = a.begins[:0], a.ends[:0]
	for _, t := range times {
		a.begins = append(appendInt(append(a.begins, '['), t), ',')
		a.ends = append(a.ends, len(a.begins))
	}
}
