package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// plainTile is what the template shows as a tile.
type plainTile struct {
	Label, Text, Detail, State string
	Full                       stamp
	Percent                    float64
	Meter                      bool
	Spark                      string
}

// plainTiles is the straight way to make a page's tiles: each looks for itself at what it shows.
func plainTiles(h *report.Host) []plainTile {
	mount, disk := h.FullestDisk()
	received, sent := plainTraffic(h)
	list := []plainTile{
		plainShare(h, "CPU", "cpu", "", h.CPUBusy()),
		plainShare(h, "Memory", "memory", "", h.MemoryUsed()),
		plainShare(h, "Disk", "disk", mount, disk),
		plainLoad(h),
		{Label: "Network", Text: format(newestOf(received), metric.BytesPerSecond), State: "ok", Spark: plainSpark(h, received, highest(received))},
	}
	if n := h.Facts.CPUs; n > 0 {
		list[0].Detail = "of " + plural(int(n), "CPU")
	}
	if total := newestOf(h.Values("phymem.total")); total > 0 {
		list[1].Detail = "of " + format(total, metric.Bytes)
	}
	if _, _, full := h.Fullest(); !full.IsZero() {
		list[2].Full = newStamp(full.UnixMilli())
		list[2].Full.Text = full.UTC().Format("2006-01-02")
	}
	if !math.IsNaN(newestOf(received)) {
		list[4].Detail = "received; sent " + format(newestOf(sent), metric.BytesPerSecond)
	}
	for i := range list {
		if !list[i].Meter {
			list[i].Percent = -1
		}
	}
	return slices.DeleteFunc(list, func(t plainTile) bool { return t.Spark == "" && t.Text == none })
}

func plainShare(h *report.Host, label, kind, mount string, values []float64) plainTile {
	t := plainTile{Label: label, Text: none, Detail: mount, State: plainState(h, kind, mount), Spark: plainSpark(h, values, 100)}
	if now := newestOf(values); !math.IsNaN(now) {
		t.Text, t.Meter, t.Percent = fmt.Sprintf("%.0f %%", now), true, math.Round(10*now)/10
	}
	return t
}

func plainLoad(h *report.Host) plainTile {
	load, each := newestOf(h.Values("load.m1")), h.LoadPerCPU()
	t := plainTile{Label: "Load", Text: format(load, metric.Load), State: plainState(h, "load", ""), Spark: plainSpark(h, each, highest(each))}
	if now := newestOf(each); !math.IsNaN(load) {
		t.Percent = math.Round(min(100, 100*now))
		t.Meter, t.Detail = t.Percent >= 0, format(now, metric.Load)+" per CPU"
	}
	return t
}

func newestOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	return values[len(values)-1]
}

// highest is at least 1.
func highest(values []float64) float64 {
	return slices.Max(append([]float64{1}, slices.DeleteFunc(slices.Clone(values), math.IsNaN)...))
}

func plainState(h *report.Host, kind, mount string) string {
	for _, r := range h.Reasons {
		if r.Kind == kind && r.Element == mount {
			return r.State.String()
		}
	}
	return "ok"
}

// plainTraffic adds up what all interfaces receive, and send.
func plainTraffic(h *report.Host) (received, sent []float64) {
	var above, below []report.Series
	for _, c := range h.Charts {
		for _, s := range c.Series {
			switch {
			case c.ID != "net":
			case s.Line.Below:
				below = append(below, s)
			default:
				above = append(above, s)
			}
		}
	}
	return plainSums(h, above), plainSums(h, below)
}

// plainSums adds up lines; where none has a value, there is no sum.
func plainSums(h *report.Host, lines []report.Series) []float64 {
	sums := make([]float64, len(h.Times))
	for i := range sums {
		sums[i] = math.NaN()
		for _, s := range lines {
			if v := s.Values[i]; math.IsNaN(sums[i]) {
				sums[i] = v
			} else if !math.IsNaN(v) {
				sums[i] += v
			}
		}
	}
	return sums
}

// plainSpark is the course of means over equal parts of the time, in a box of 96 by 24.
func plainSpark(h *report.Host, values []float64, top float64) string {
	span := h.Extent.To - h.Extent.From
	if len(values) == 0 || span <= 0 || !slices.ContainsFunc(values, func(v float64) bool { return !math.IsNaN(v) }) {
		return ""
	}
	parts := make([][]float64, max(1, min(48, 2*span/(3*max(1, h.Cadence)))))
	n := len(parts)
	for i, v := range values {
		if !math.IsNaN(v) {
			at := min(n-1, int(float64(h.Times[i]-h.Extent.From)/(float64(span)/float64(n))))
			parts[at] = append(parts[at], v)
		}
	}
	path, x, y, drawing := "", 0, 0, false
	for i, part := range parts {
		if len(part) == 0 {
			drawing = false
			continue
		}
		sum := 0.0
		for _, v := range part {
			sum += v
		}
		toX, toY := (2*i+1)*96/(2*n), 23-int(math.Round(22*max(0, min(1, sum/float64(len(part))/top))))
		step := strings.ReplaceAll(fmt.Sprintf("%d %d", toX-x, toY-y), " -", "-")
		if drawing {
			path += "l" + step
		} else {
			path += "m" + step + "h0"
		}
		x, y, drawing = toX, toY, true
	}
	return path
}
