package browser

import (
	"fmt"
	"testing"
)

// decoding is a module that decodes all numbers of a page from its text, with the functions of the page script. decodeAll
// returns the time in ms, and the numbers of series and samples.
const decoding = `
	import { decode } from './src/decode.js';
	const read = (id) => JSON.parse(document.getElementById(id).textContent);
	const charts = [...document.querySelectorAll('[data-chart]')].map((element) => [element.dataset.chart,
		[...element.closest('figure').querySelectorAll('[data-series]')].map((row) => row.dataset.series)]);
	globalThis.decodeAll = () => {
		const start = performance.now();
		const { times, columnsOf } = decode(read);
		const all = [];
		for (const [chart, series] of charts) {
			const columns = columnsOf(chart);
			for (const id of series) all.push(columns.get(id));
		}
		const MS = performance.now() - start;
		if (all.some((values) => values.length !== times.length)) throw new Error('a column is not as long as the times');
		return { MS, Series: all.length, Samples: times.length };
	};
`

type decoded struct{ MS, Series, Samples float64 }

// BenchmarkDecode measures decoding all numbers of a page. (The page script decodes only those of visible charts.) Cold is
// the first call in a page that was just loaded, for which the module is not compiled yet. Warm is after a thousand calls.
// The resolution of the browser's clock is 0.1 ms.
func BenchmarkDecode(b *testing.B) {
	p := newTab(b, 1280, origins[0].base(b, fleet)+hostWith40Series(b, 576))
	script := string(bundle(b, decoding))
	var cold []float64
	for i := range 31 {
		p.reload()
		eval[bool](p, fmt.Sprintf("%s\n// load %d: another text than the one before, which the browser may have kept\n;true", script, i))
		cold = append(cold, eval[decoded](p, `decodeAll()`).MS)
	}
	whole := eval[decoded](p, `decodeAll()`)
	warm := eval[float64](p, `(() => {
		for (let i = 0; i < 1000; i++) decodeAll();
		let sum = 0;
		for (let i = 0; i < 1000; i++) sum += decodeAll().MS;
		return sum / 1000;
	})()`)
	b.ReportMetric(whole.Series, "series")
	b.ReportMetric(whole.Samples, "samples")
	b.ReportMetric(median(cold), "ms/cold")
	b.ReportMetric(warm, "ms/warm")
}
