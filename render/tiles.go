package render

import (
	"math"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/svg"
)

// tiles returns the newest values at the head of the host's page, without those that the host does not have. They show what
// its row shows, and more.
func (r *newest) tiles(values []page.Value) []page.Tile {
	cpu, memory, disk, load := values[0], values[1], values[2], values[3]
	all := []page.Tile{r.cpuTile(cpu), r.memoryTile(memory), r.diskTile(disk), r.loadTile(load), r.networkTile()}
	list := all[:0]
	for _, t := range all {
		if t.Spark != "" || t.Text != none {
			t.Box = svg.SparkBox
			if t.Tail != "" {
				t.Box = svg.SparkBoxAhead
			}
			list = append(list, t)
		}
	}
	return list
}

func (r *newest) cpuTile(v page.Value) page.Tile {
	if n := r.host.Facts.CPUs; n > 0 {
		v.Detail = "of " + plural(int(n), "CPU")
	}
	return page.Tile{Value: v}
}

func (r *newest) memoryTile(v page.Value) page.Tile {
	total, huge := lastOf(r.host.Values("phymem.total")), lastOf(r.host.Values("phymem.hugepages"))
	switch {
	case huge > 0 && huge < total:
		v.Detail = "of " + format(total-huge, metric.Bytes) + " without huge pages"
	case total > 0:
		v.Detail = "of " + format(total, metric.Bytes)
	}
	return page.Tile{Value: v}
}

func (r *newest) diskTile(v page.Value) page.Tile {
	t := page.Tile{Value: v}
	if !r.diskFull.IsZero() {
		t.Full = dayStamp(r.diskFull)
	}
	return t
}

func (r *newest) loadTile(v page.Value) page.Tile {
	if v.Detail != "" {
		v.Detail += " on " + plural(int(r.host.Facts.CPUs), "CPU")
	}
	return page.Tile{Value: v}
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

// sum returns the sum of two values. NaN counts only where both are NaN.
func sum(a, b float64) float64 {
	switch {
	case math.IsNaN(b):
		return a
	case math.IsNaN(a):
		return b
	}
	return a + b
}
