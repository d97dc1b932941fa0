package render

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// newest is what a host's row of the overview, its status, and the tiles of its page are made from: values of which they
// show the newest one.
type newest struct {
	host  *report.Host
	parts svg.Parts // for sparklines

	cpu, memory, disk []float64 // percent; nil for none, as below
	mount             string    // of disk
	diskFull          time.Time // by the forecast; the zero time without one
	load, loadPerCPU  []float64
}

// newRow returns the overview's row of a host, and the tiles of its page.
func newRow(h *report.Host, file string) (hostRow, []page.Tile) {
	r := newest{host: h, parts: svg.Divide(samplesOf(h), svg.SparkParts), cpu: h.CPUBusy(), memory: h.MemoryUsed(),
		load: h.Values("load.m1"), loadPerCPU: h.LoadPerCPU()}
	r.mount, r.disk, r.diskFull = h.WorstDisk()
	row := r.row(file)
	return row, r.tiles(row.Values)
}

func (r *newest) row(file string) hostRow {
	h := r.host
	row := hostRow{Rank: h.State, Margin: h.Margin, Ribbon: h.Ribbon(), Status: r.status(), Time: svg.Interval(h.Extent), Life: lifetimeOf(h), Row: page.Row{Name: h.Name, File: file, Groups: h.Groups, State: h.State.String(),
		Silent: h.Silent, Reasons: reasons(h), Last: newStamp(h.Last()), Cadence: h.Due}}
	if h.State != report.OK {
		row.Since, row.Held = newStamp(h.Since), heldFor(h)
	}
	row.Values = []page.Value{
		r.percentValue("CPU", "", "cpu", r.cpu),
		r.percentValue("Memory", "", "memory", r.memory),
		r.percentValue("Disk", r.mount, "disk", r.disk),
		r.loadValue(),
	}
	return row
}

// percentValue shows a percentage. kind is that of the report's reasons, and detail the mount of a disk, else "".
func (r *newest) percentValue(label, detail, kind string, values []float64) page.Value {
	v := page.Value{Label: label, Text: none, Detail: detail, State: r.host.StateBy(kind, detail).String(), Chart: r.host.Evidence(kind)}
	if now := lastOf(values); !math.IsNaN(now) {
		v.Text, v.Bar = percentText(now), barText(math.Round(now*10)/10)
	}
	v.Spark = r.parts.Sparkline(values, 100)
	if v.Spark != "" && len(r.host.Forecasts) > 0 {
		v.Tail = r.sparkTail(kind, cmp.Or(detail, kind), lastOf(values))
	}
	return v
}

// loadValue shows the load per CPU, by which hosts can be compared, and the load itself as its detail. The bar is full at 1. Where
// the number of CPUs is unknown, the load itself is all there is.
func (r *newest) loadValue() page.Value {
	v := page.Value{Label: "Load", Text: none, State: r.host.StateBy("load", "").String(), Chart: r.host.Evidence("load")}
	if now := lastOf(r.loadPerCPU); !math.IsNaN(now) {
		v.Text, v.Bar = format(now, metric.Load), barText(math.Round(min(100, 100*now)))
		if r.host.Facts.CPUs > 0 {
			v.Text, v.Detail = v.Text+" /CPU", format(lastOf(r.load), metric.Load)
		}
	}
	v.Spark = r.parts.Sparkline(r.loadPerCPU, highestOf(r.loadPerCPU, 1))
	return v
}

// barText returns the length of a bar; "" where it is unknown or below zero.
func barText(percent float64) string {
	if !(percent >= 0) { // NaN too
		return ""
	}
	return strconv.FormatFloat(percent, 'f', -1, 64)
}

// percentText returns a percentage as tiles and rows show it: whole.
func percentText(v float64) string {
	if math.IsNaN(v) {
		return none
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " %"
}

// highestOf returns the highest of the values, or atLeast if that is higher.
func highestOf(values []float64, atLeast float64) float64 {
	for _, v := range values {
		if v > atLeast { // false for NaN
			atLeast = v
		}
	}
	return atLeast
}

func lastOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return values[len(values)-1]
}
