package browser

import (
	"fmt"
	"slices"
	"testing"
)

// TestTooltipStaysInPlot: it covers neither the table nor another chart.
func TestTooltipStaysInPlot(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	for _, width := range []int64{700, 1280, 1440} {
		p.resize(width)
		for _, chart := range []string{"memory", "diskbusy", "net"} {
			for _, at := range []point{{0.2, 0.2}, {0.5, 0.85}, {0.9, 0.5}} {
				p.leave()
				p.wait("no tooltip", `document.querySelector('.tip').hidden`)
				p.hover(`[data-chart="`+chart+`"]`, at.X, at.Y)
				p.wait(fmt.Sprintf("%d wide, at %v of %s: the tooltip is within the plot", width, at, chart), fmt.Sprintf(`(() => {
					const tip = document.querySelector('.tip').getBoundingClientRect();
					const plot = document.querySelector('[data-chart=%q]').getBoundingClientRect();
					return tip.height > 40 && tip.left >= plot.left - 1 && tip.right <= plot.right + 1 && tip.top >= plot.top - 1 && tip.bottom <= plot.bottom - 20;
				})()`, chart))
			}
		}
	}
}

// TestTooltipListsLinesByValue: the nearest line is bold, and a stack has its total.
func TestTooltipListsLinesByValue(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	p.hover(`[data-chart="diskbusy"]`, 0.5, 0.5)
	p.wait("lines are listed", `document.querySelectorAll('.tip .key').length > 3`)
	values := eval[[]float64](p, `[...document.querySelectorAll('.tip .key b')].map((b) => parseFloat(b.textContent))`)
	if !slices.IsSortedFunc(values, func(a, b float64) int { return int(1000 * (b - a)) }) {
		t.Errorf("the values are %v", values)
	}
	p.hover(`[data-chart="memory"]`, 0.5, 0.8)
	p.wait("the total is listed once", `[...document.querySelectorAll('.tip div')].filter((row) => row.textContent === 'total8.0 GiB').length === 1`)
	const bold = `[...document.querySelectorAll('.tip span')].filter((name) => getComputedStyle(name).fontWeight > 500).map((name) => name.textContent).join()`
	if got := eval[string](p, bold); got != "used" {
		t.Errorf("bold are %q", got)
	}
}

// TestTooltipIsOnlyTimeWhereTableShowsValues: beside the plot, or on a narrow screen.
func TestTooltipIsOnlyTimeWhereTableShowsValues(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	const brief = `!document.querySelector('.tip').hidden && document.querySelector('.tip time').textContent && !document.querySelector('.tip .key')`
	p.hover(cpu, 0.5, 0.5)
	p.wait("beside a table there is only the time", brief+` && document.querySelector('#chart-cpu td.at').textContent`)
	p.hover(`[data-chart="memory"]`, 0.5, 0.5)
	p.wait("above a table there are the values", `document.querySelector('.tip .key')`)
	p.resize(390)
	p.hover(`[data-chart="memory"]`, 0.5, 0.5)
	p.wait("on a narrow screen there is only the time", brief+` && document.querySelector('#chart-memory td.at').offsetHeight`)
}
