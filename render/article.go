package render

import (
	"math"
	"slices"

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

// article is what the article's /load/<server> answered: {"cpu_user": [[ms, v], …], …}, without the points that have no
// value. Values have at most three decimals. Its zero value is ready, and it is made for one host after the other.
type article struct {
	json   []byte       // scratch
	begins []pointBegin // scratch: of each sample, the same in all series
}

// pointBegin is how a sample's points begin: "[ms,".
type pointBegin struct {
	text   [32]byte // copied as a whole, which is the fastest
	length int
}

// pointRoom is as much as a point takes with a value below safe.
const (
	pointRoom = len(pointBegin{}.text) + fixedRoom + len("],")
	safe      = 1e12 // thousandths of it are whole numbers for a float64
)

// of returns the article's answer for a host, until it is called again.
func (a *article) of(h *report.Host) []byte {
	a.begin(h.Times)
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

func (a *article) begin(times []int64) {
	a.begins = a.begins[:0]
	for _, t := range times {
		var p pointBegin
		p.text[0] = '['
		p.length = putInt(p.text[:], 1, t)
		p.text[p.length] = ','
		p.length++
		a.begins = append(a.begins, p)
	}
}

// appendPoints appends the points of a series.
func (a *article) appendPoints(b []byte, values []float64) []byte {
	begin := len(b)
	at := begin
	b = slices.Grow(b, len(values)*pointRoom)
	b = b[:cap(b)]
	for row, v := range values {
		if v != v { // NaN
			continue
		}
		from := &a.begins[row]
		*(*[len(from.text)]byte)(b[at:]) = from.text
		at += from.length
		if math.Abs(v) < safe {
			at = putThousandths(b, at, scaled(v, 1000))
		} else {
			b = appendThousandths(b[:at], v)
			at = len(b)
			b = slices.Grow(b, (len(values)-row)*pointRoom)
			b = b[:cap(b)]
		}
		b[at], b[at+1] = ']', ','
		at += 2
	}
	if at > begin { // without the last comma
		at--
	}
	return b[:at]
}
