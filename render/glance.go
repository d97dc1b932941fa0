package render

import (
	"math"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
	"psmonitor/render/svg"
)

// glance is what a host's row, its status and the tiles of its page show of its courses, and the room that they are made
// in.
type glance struct {
	host  *report.Host
	parts svg.Parts // for sparklines

	cpu, memory, disk []float64 // percent; as all courses nil for none
	mount             string    // whose disk is
	load, loadPerCPU  []float64

	traffic []float64 // scratch: of all interfaces
}

// reset begins a host. The glance's zero value is ready for it.
func (g *glance) reset(h *report.Host) {
	g.host = h
	g.parts.Divide(samplesOf(h), svg.SparkParts)
	g.cpu, g.memory = h.CPUBusy(), h.MemoryUsed()
	g.mount, g.disk = h.FullestDisk()
	g.load, g.loadPerCPU = h.Values("load.m1"), h.LoadPerCPU()
}

// row returns the overview's row of the host.
func (g *glance) row(file string) hostRow {
	h := g.host
	r := hostRow{Name: h.Name, File: file, Groups: h.Groups, State: h.State.String(), Silent: h.Silent, state: h.State, Reasons: reasons(h),
		Last: newStamp(h.Last()), Cadence: h.Due, status: g.status()}
	if h.State != report.OK {
		r.Since, r.Held = sinceOf(h), heldFor(h)
	}
	r.Values = []valueCell{
		g.percentCell("CPU", "", "cpu", g.cpu),
		g.percentCell("Memory", "", "memory", g.memory),
		g.percentCell("Disk", g.mount, "disk", g.disk),
		g.loadCell(),
	}
	return r
}

// percentCell shows a percentage. kind is that of the report's reasons, and detail the mount of a disk, else "".
func (g *glance) percentCell(label, detail, kind string, values []float64) valueCell {
	c := valueCell{Label: label, Text: none, Detail: detail, Percent: -1, State: stateOf(g.host, kind, detail)}
	if now := lastOf(values); !math.IsNaN(now) {
		c.Text = strconv.FormatFloat(now, 'f', 0, 64) + " %"
		c.Percent = math.Round(now*10) / 10
	}
	c.Spark = g.sparkline(values, 100)
	return c
}

// loadCell shows the load itself, and as bar and sparkline the load per CPU, of which one is full.
func (g *glance) loadCell() valueCell {
	c := valueCell{Label: "Load", Text: none, Percent: -1, State: stateOf(g.host, "load", "")}
	if now := lastOf(g.load); !math.IsNaN(now) {
		c.Text = format(now, metric.Load)
		c.Percent = math.Round(min(100, 100*lastOf(g.loadPerCPU)))
	}
	c.Spark = g.sparkline(g.loadPerCPU, highestOf(g.loadPerCPU, 1))
	return c
}

// highestOf returns the highest of the values, or least if that is higher.
func highestOf(values []float64, least float64) float64 {
	for _, v := range values {
		least = maxKnown(least, v)
	}
	return least
}

// stateOf returns the state into which one kind of value puts the host; mount is that of a disk, else "".
func stateOf(h *report.Host, kind, mount string) string {
	for _, r := range h.Reasons {
		if r.Kind == kind && r.Element == mount {
			return r.State.String()
		}
	}
	return report.OK.String()
}

func lastOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return values[len(values)-1]
}
