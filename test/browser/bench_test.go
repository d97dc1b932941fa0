package browser

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// The benchmarks report their own metrics; ns/op is meaningless. Run them with `go test -run ^$ -bench . -benchtime 1x`.

// firstDrawing is a script that records when the first canvas was drawn, in ms since the navigation.
const firstDrawing = `
	let first = null;
	for (const name of ['stroke', 'fill']) {
		const draw = CanvasRenderingContext2D.prototype[name];
		CanvasRenderingContext2D.prototype[name] = function (...args) {
			draw.apply(this, args);
			if (globalThis.drawn || !this.canvas.isConnected || (first && this.canvas !== first)) return;
			if (!first) setTimeout(() => { globalThis.drawn = globalThis.latest; });
			first = this.canvas;
			globalThis.latest = performance.now();
		};
	}
`

// samplesOf matches the number of samples on a host's page.
var samplesOf = regexp.MustCompile(`<dt>Samples</dt><dd>(\d+),`)

// hostWith40Series returns the page with the fewest series that has at least 40, and at least the given number of samples.
func hostWith40Series(b *testing.B, samples int) string {
	b.Helper()
	best, least := "", 1<<30
	for _, path := range hostPages(b, fleet) {
		html, err := os.ReadFile(filepath.Join(fleet, filepath.FromSlash(path)))
		if err != nil {
			b.Fatal(err)
		}
		said := samplesOf.FindSubmatch(html)
		if said == nil {
			b.Fatalf("%s has no number of samples", path)
		}
		has, err := strconv.Atoi(string(said[1]))
		if err != nil {
			b.Fatal(err)
		}
		if n := bytes.Count(html, []byte("<tr data-series=")); n >= 40 && n < least && has >= samples {
			best, least = path, n
		}
	}
	if best == "" {
		b.Fatalf("no host of the demo has 40 series of %d samples", samples)
	}
	return best
}

// BenchmarkFirstChart compares the time until a host's page has drawn its first chart with that of a page with only ECharts
// and the same chart.
func BenchmarkFirstChart(b *testing.B) {
	path := hostWith40Series(b, 1)
	ours := origins[0].base(b, fleet) + path
	p := newTab(b, 1280, ours)
	bare := origins[0].base(b, bareSite(b, p)) + "index.html"
	p.addScript(firstDrawing)
	measure := func(address string) float64 {
		p.do(chromedp.Navigate(address))
		p.wait("the chart is drawn", `globalThis.drawn`)
		return eval[float64](p, `drawn`)
	}
	var own, parsed, others []float64
	for range 15 {
		own = append(own, measure(ours))
		parsed = append(parsed, eval[float64](p, `performance.getEntriesByType('navigation')[0].domInteractive`))
		others = append(others, measure(bare))
	}
	b.ReportMetric(median(own), "ms/page")
	b.ReportMetric(median(parsed), "ms/parsed")
	b.ReportMetric(median(others), "ms/bare")
	b.ReportMetric(median(own)/median(others), "times-bare")
}

// bareSite creates a page with only ECharts, from the same modules, and the first chart of the open page. The chart has the
// same option, except for its functions.
func bareSite(b *testing.B, p *tab) string {
	b.Helper()
	eval[bool](p, string(bundle(b, `
		import { decode } from './src/decode.js';
		import { linesOf, scaleOf, wholeOption } from './src/option.js';
		import { wholeRange } from './src/range.js';
		import { drawnRows, gapsBefore } from './src/rows.js';
		import { readTheme } from './src/theme.js';
		const read = (id) => JSON.parse(document.getElementById(id).textContent);
		const element = document.querySelector('[data-chart]');
		const samples = decode(read);
		const skeleton = read('options')[element.dataset.chart];
		const lines = linesOf(skeleton, samples.columnsOf(element.dataset.chart), new Map());
		const rows = drawnRows(samples.times, lines.map(({ values }) => values), gapsBefore(samples.times, samples.gaps), samples.cadence / 2);
		const whole = wholeRange(samples, Date.now());
		const input = { skeleton, lines, rows, samples, whole, range: whole, theme: readTheme(), width: element.clientWidth,
			levels: samples.charts[element.dataset.chart] || {} };
		input.scale = scaleOf(input);
		globalThis.bareOption = JSON.stringify(wholeOption(input));
	`))+"\n;true")
	dir := b.TempDir()
	script := bundle(b, `
		import { init, use } from 'echarts/core';
		import { LineChart } from 'echarts/charts';
		import { DatasetComponent, GridComponent, MarkAreaComponent, MarkLineComponent } from 'echarts/components';
		import { CanvasRenderer } from 'echarts/renderers';
		use([LineChart, GridComponent, DatasetComponent, MarkLineComponent, MarkAreaComponent, CanvasRenderer]);
		init(document.getElementById('chart')).setOption(`+eval[string](p, `bareOption`)+`);
	`)
	if err := os.WriteFile(filepath.Join(dir, "bare.js"), script, 0o644); err != nil {
		b.Fatal(err)
	}
	size := eval[point](p, `(({width, height}) => ({X: width, Y: height}))(document.querySelector('[data-chart]').getBoundingClientRect())`)
	html := fmt.Sprintf(`<!doctype html><meta charset="utf-8"><title>bare</title><link rel="icon" href="data:,"><div id="chart" style="width:%.0fpx;height:%.0fpx"></div><script src="bare.js"></script>`, size.X, size.Y)
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte(html), 0o644); err != nil {
		b.Fatal(err)
	}
	return dir
}

// bundle bundles a module, which may import modules of the page script and of ECharts.
func bundle(b *testing.B, module string) []byte {
	b.Helper()
	build := exec.Command("node_modules/.bin/esbuild", "--bundle", "--minify", "--format=iife", "--target=es2018", "--define:process.env.NODE_ENV=\"production\"")
	build.Dir = filepath.Join("..", "..", "public")
	build.Stdin = bytes.NewReader([]byte(module))
	var script, complaint bytes.Buffer
	build.Stdout, build.Stderr = &script, &complaint
	if err := build.Run(); err != nil {
		b.Fatalf("bundle: %v\n%s", err, &complaint)
	}
	return script.Bytes()
}

// BenchmarkOverview measures the overview of a thousand hosts.
func BenchmarkOverview(b *testing.B) {
	dir := b.TempDir()
	demo, site := "file://"+filepath.Join(dir, "demo"), filepath.Join(dir, "site")
	for _, args := range [][]string{{"demo", "-store", demo, "-hosts", "1000"}, {"render", "-store", demo, "-out", site}} {
		if err := run(args...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(gzipped(b, filepath.Join(site, "index.html")), "KB-gzip")
	p := newTab(b, 1280, origins[0].base(b, site)+"index.html")
	painted, usable := timeLoad(p, origins[0].base(b, site)+"index.html")
	b.ReportMetric(painted, "ms/painted")
	b.ReportMetric(usable, "ms/usable")
}

// timeLoad returns the times until a page is painted and usable, in ms since the navigation: medians of nine loads.
func timeLoad(p *tab, address string) (painted, usable float64) {
	p.t.Helper()
	var paints, ends []float64
	for range 9 {
		p.do(chromedp.Navigate("about:blank")) // otherwise a new address that differs only after "#" does not load the page
		p.open(address)
		p.wait("it is painted", `performance.getEntriesByName('first-contentful-paint').length`)
		paints = append(paints, eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`))
		ends = append(ends, eval[float64](p, `performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd`))
	}
	return median(paints), median(ends)
}

// BenchmarkLargeOverview measures the overview of ten thousand hosts and one of its hosts pages. The benchmark of package
// render creates them.
func BenchmarkLargeOverview(b *testing.B) {
	site := b.TempDir()
	making := exec.Command("go", "test", "-run", "^$", "-bench", "BenchmarkOverview/10000", "-benchtime", "1x", "./render")
	making.Dir = filepath.Join("..", "..")
	making.Env = append(os.Environ(), "PSMONITOR_BENCH_SITE="+site)
	if out, err := making.CombinedOutput(); err != nil {
		b.Fatalf("make the site: %v\n%s", err, out)
	}
	base := origins[0].base(b, site)
	p := newTab(b, 1280, base+"index.html")
	for unit, path := range map[string]string{"chapter": "hosts/7.html", "index": "index.html"} {
		b.ReportMetric(gzipped(b, filepath.Join(site, path)), "KB-"+unit)
		painted, usable := timeLoad(p, base+path)
		b.ReportMetric(painted, "ms/painted-"+unit)
		b.ReportMetric(usable, "ms/usable-"+unit)
	}
	p.open(base + "index.html")
	for _, query := range []string{"q=web-1", "q=w", "state=ok", "group=even", ""} {
		b.ReportMetric(timeQuery(p, query), "ms/ask:"+query)
	}
}

// timeQuery returns the time in ms that the overview takes for a query in the address, including the layout: the median of
// nine runs. Before each run the query is empty, or, if query is empty, matches no host.
func timeQuery(p *tab, query string) float64 {
	p.t.Helper()
	before := ""
	if query == "" {
		before = "q=nobody-has-this-name"
	}
	return median(eval[[]float64](p, fmt.Sprintf(`(async () => {
		const frame = () => new Promise((done) => requestAnimationFrame(done));
		const ask = (query) => {
			history.replaceState(null, '', location.href.split('#')[0] + '#' + query);
			dispatchEvent(new Event('hashchange'));
		};
		const times = [];
		for (let i = 0; i < 9; i++) {
			ask(%q);
			await frame();
			await frame();
			const start = performance.now();
			ask(%q);
			document.body.offsetHeight;
			times.push(performance.now() - start);
		}
		return times;
	})()`, before, query)))
}

// BenchmarkSizes reports the sizes of downloads, compressed with gzip as web servers do.
func BenchmarkSizes(b *testing.B) {
	for name, pattern := range map[string]string{"host-page": hostWith40Series(b, 1), "host-script": "assets/host-*.js", "overview-script": "assets/overview-*.js", "style": "assets/style-*.css"} {
		b.ReportMetric(gzipped(b, filepath.Join(fleet, pagesAt(b, fleet, pattern)[0])), "KB-"+name)
	}
}

func gzipped(b *testing.B, file string) float64 {
	b.Helper()
	contents, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, 6)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := w.Write(contents); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return float64(packed.Len()) / 1024
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
