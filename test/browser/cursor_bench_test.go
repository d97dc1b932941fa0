package browser

import (
	"fmt"
	"slices"
	"testing"
)

// BenchmarkCursor measures a move of the pointer on a page with ten or more drawn charts: updating the line and the dots over
// each chart, the values in each table and the tooltip, and the layout.
func BenchmarkCursor(b *testing.B) {
	moveOver(b, newTab(b, 1280, origins[0].base(b, fleet)+hostWith40Series(b, 1)), "cpu")
}

// BenchmarkCursorOverThirtyLines measures the same over a chart with thirty lines, on a page with 60 rows in some tables.
func BenchmarkCursorOverThirtyLines(b *testing.B) {
	p := newTab(b, 1280, storagePage(b))
	p.click(`#chart-diskbusy .unfold`, 1)
	moveOver(b, p, "diskbusy")
}

// moveOver moves the pointer to 120 places over a chart.
func moveOver(b *testing.B, p *tab, chart string) {
	b.Helper()
	charts := eval[[]string](p, `[...document.querySelectorAll('[data-chart]')].map((e) => e.dataset.chart)`)
	for _, id := range charts {
		canvasSum(p, `[data-chart="`+id+`"]`)
	}
	p.place(`[data-chart="`+chart+`"]`, 0.5, 0.5)
	times := eval[[]float64](p, fmt.Sprintf(`(async () => {
		const chart = document.querySelector('[data-chart=%q]');
		const box = chart.getBoundingClientRect();
		const times = [];
		for (let i = 0; i < 120; i++) {
			const clientX = box.left + 80 + ((box.width - 110) * ((i * 37) %% 120)) / 120;
			times.push(await new Promise((done) => {
				let start;
				requestAnimationFrame(() => { start = performance.now(); });
				chart.dispatchEvent(new PointerEvent('pointermove', {clientX, clientY: box.top + 60 + i %% 40, pointerType: 'mouse'}));
				requestAnimationFrame(() => { document.body.offsetHeight; done(performance.now() - start); });
			}));
		}
		return times;
	})()`, chart))
	b.ReportMetric(float64(len(charts)), "charts")
	b.ReportMetric(median(times), "ms/move")
	b.ReportMetric(slices.Max(times), "ms/slowest-move")
}
