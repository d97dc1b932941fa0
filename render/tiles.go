package render

import (
	"math"
	"strconv"

	"psmonitor/metric"
	"psmonitor/report"
)

// tiles returns the values of now at the head of a host's page, without those that the host does not have.
func tiles(h *report.Host) []tile {
	all := []tile{cpuTile(h), memoryTile(h), diskTile(h), loadTile(h), networkTile(h)}
	list := all[:0]
	for _, t := range all {
		if t.Spark != "" || t.Text != none {
			list = append(list, t)
		}
	}
	return list
}

func cpuTile(h *report.Host) tile {
	t := tileOf(percentCell("CPU", "", "cpu", h, h.CPUBusy()))
	if n := h.Facts.CPUs; n > 0 {
		t.Detail = "of " + plural(int(n), "CPU")
	}
	return t
}

func memoryTile(h *report.Host) tile {
	t := tileOf(percentCell("Memory", "", "memory", h, h.MemoryUsed()))
	if total := lastOf(h.Values("phymem.total")); total > 0 {
		t.Detail = "of " + format(total, metric.Bytes)
	}
	return t
}

func diskTile(h *report.Host) tile {
	mount, used := h.FullestDisk()
	t := tileOf(percentCell("Disk", mount, "disk", h, used))
	if _, _, full := h.Fullest(); !full.IsZero() {
		t.Full = newStamp(full.UnixMilli())
		t.Full.Text = full.UTC().Format("2006-01-02")
	}
	return t
}

func loadTile(h *report.Host) tile {
	each := h.LoadPerCPU()
	t := tileOf(loadCell(h, h.Values("load.m1"), each))
	if now := lastOf(each); !math.IsNaN(now) {
		t.Detail = format(now, metric.Load) + " per CPU"
	}
	return t
}

// networkTile shows what all interfaces receive and send together.
func networkTile(h *report.Host) tile {
	in, out := traffic(h)
	t := tile{Label: "Network", Text: none, Percent: -1, State: report.OK.String()}
	if now := lastOf(in); !math.IsNaN(now) {
		t.Text = format(now, metric.BytesPerSecond)
		t.Detail = "received; sent " + format(lastOf(out), metric.BytesPerSecond)
	}
	top := 1.0
	for _, v := range in {
		if v > top { // false for NaN
			top = v
		}
	}
	t.Spark = sparkline(h, in, top)
	return t
}

// traffic returns the sums of the network chart's lines above and below zero; nil for none.
func traffic(h *report.Host) (in, out []float64) {
	for _, c := range h.Charts {
		if c.ID != "net" {
			continue
		}
		for _, s := range c.Series {
			if s.Line.Below {
				out = plus(out, s.Values)
			} else {
				in = plus(in, s.Values)
			}
		}
	}
	return in, out
}

// plus adds values to a sum, which begins as nil; what is no number counts only where both are none.
func plus(sum, values []float64) []float64 {
	if sum == nil {
		return append(sum, values...)
	}
	for i, v := range values {
		switch {
		case math.IsNaN(v):
		case math.IsNaN(sum[i]):
			sum[i] = v
		default:
			sum[i] += v
		}
	}
	return sum
}

func tileOf(c valueCell) tile {
	return tile{Label: c.Label, Text: c.Text, Detail: c.Detail, State: c.State, Percent: c.Percent, Spark: c.Spark}
}

// stateOf returns the state into which one kind of value puts the host; mount is that of a disk, else "".
func stateOf(h *report.Host, kind, mount string) string {
	for _, r := range h.Reasons {
		if r.Kind == kind && r.Mount == mount {
			return r.State.String()
		}
	}
	return report.OK.String()
}

// percentText returns a percentage as tiles and rows show it: whole.
func percentText(v float64) string {
	if math.IsNaN(v) {
		return none
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " %"
}
