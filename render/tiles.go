package render

import (
	"math"
	"strconv"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// tiles returns the values of now at the head of the host's page, without those that the host does not have. They show
// what its row shows, and more.
func (g *glance) tiles(row *hostRow) []tile {
	cpu, memory, disk, load := row.Values[0], row.Values[1], row.Values[2], row.Values[3]
	all := []tile{g.cpuTile(cpu), g.memoryTile(memory), g.diskTile(disk), g.loadTile(load), g.networkTile()}
	list := all[:0]
	for _, t := range all {
		if t.Spark != "" || t.Text != none {
			list = append(list, t)
		}
	}
	return list
}

func (g *glance) cpuTile(c valueCell) tile {
	if n := g.host.Facts.CPUs; n > 0 {
		c.Detail = "of " + plural(int(n), "CPU")
	}
	return tile{valueCell: c}
}

func (g *glance) memoryTile(c valueCell) tile {
	if total := lastOf(g.host.Values("phymem.total")); total > 0 {
		c.Detail = "of " + format(total, metric.Bytes)
	}
	return tile{valueCell: c}
}

func (g *glance) diskTile(c valueCell) tile {
	t := tile{valueCell: c}
	if _, _, full := g.host.Fullest(); !full.IsZero() {
		t.Full = newStamp(full.UnixMilli())
		t.Full.Text = full.UTC().Format("2006-01-02")
	}
	return t
}

func (g *glance) loadTile(c valueCell) tile {
	if now := lastOf(g.loadPerCPU); !math.IsNaN(now) {
		c.Detail = format(now, metric.Load) + " per CPU"
	}
	return tile{valueCell: c}
}

// networkTile shows what all interfaces receive and send together.
func (g *glance) networkTile() tile {
	in, out := g.sumTraffic()
	c := valueCell{Label: "Network", Text: none, Percent: -1, State: report.OK.String()}
	if now := lastOf(in); !math.IsNaN(now) {
		c.Text = format(now, metric.BytesPerSecond)
		c.Detail = "received; sent " + format(out, metric.BytesPerSecond)
	}
	c.Spark = g.sparkline(in, highestOf(in, 1))
	return tile{valueCell: c}
}

// sumTraffic returns the sum of the network chart's lines above zero, until it is called again, and of those below it
// the newest one; without such lines nothing, and NaN.
func (g *glance) sumTraffic() (in []float64, out float64) {
	in, out = g.traffic[:0], math.NaN()
	for _, c := range g.host.Charts {
		if c.ID != "net" {
			continue
		}
		for _, s := range c.Series {
			if s.Line.Below {
				out = sum(out, lastOf(s.Values))
			} else {
				in = plus(in, s.Values)
			}
		}
	}
	g.traffic = in
	return in, out
}

// plus adds values to a sum, which begins as an empty one.
func plus(total, values []float64) []float64 {
	if len(total) == 0 {
		return append(total, values...)
	}
	for i, v := range values {
		total[i] = sum(total[i], v)
	}
	return total
}

// sum returns the sum of two values; what is no number counts only where both are none.
func sum(a, b float64) float64 {
	switch {
	case math.IsNaN(b):
		return a
	case math.IsNaN(a):
		return b
	}
	return a + b
}

// percentText returns a percentage as tiles and rows show it: whole.
func percentText(v float64) string {
	if math.IsNaN(v) {
		return none
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " %"
}
