package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// canvasRecorder records the texts' fonts and the paths of filled areas that pages draw on canvases.
const canvasRecorder = `(() => {
	globalThis.canvasFonts = new Set();
	globalThis.canvasAreas = [];
	const proto = CanvasRenderingContext2D.prototype;
	const wrap = (name, before) => {
		const original = proto[name];
		proto[name] = function (...args) {
			before(this, args);
			return original.apply(this, args);
		};
	};
	let path = [];
	wrap('beginPath', () => (path = []));
	wrap('moveTo', (_, at) => path.push(at));
	wrap('lineTo', (_, at) => path.push(at));
	wrap('fill', () => path.length > 2 && canvasAreas.push(path.slice()));
	wrap('fillText', (context) => canvasFonts.add(context.font));
})()`

// gappyHost returns the path of the page of a host with a single sample between two gaps.
func gappyHost(t *testing.T) string {
	t.Helper()
	for _, name := range hostPages(t, fleet) {
		if strings.Contains(name, "legacy-01") {
			return name
		}
	}
	t.Fatal("the demo has no host with gaps")
	return ""
}

// ECharts skips points nearer than two device pixels; at a gap, areas then end in a slope as if the value fell.
func TestAreasEndVerticallyAtGaps(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.addScript(canvasRecorder)
	p.open(origins[0].base(t, fleet) + gappyHost(t))
	p.place(`[data-chart="memory"]`, 0, 0)
	p.wait("memory is drawn", `document.querySelector('[data-chart="memory"].live')`)
	// An area goes along the line and then down to the lowest point.
	const slopes = `canvasAreas.flatMap((area) => area.slice(1).filter(([x, y], i) =>
		y === Math.max(...area.map(([, y]) => y)) && y > area[i][1] + 5 && Math.abs(x - area[i][0]) > 0.01))`
	p.wait("areas are filled", `canvasAreas.length > 3`)
	if list := eval[[]any](p, slopes); len(list) > 0 {
		t.Errorf("areas end in a slope, at %v", list)
	}
	const narrow = `canvasAreas.filter((area) => Math.max(...area.map(([x]) => x)) - Math.min(...area.map(([x]) => x)) < 1).length`
	if n := eval[int](p, narrow); n > 0 {
		t.Errorf("%d areas are narrower than a pixel", n)
	}
}

func TestChartsUseThePagesFontAtTheReadersSize(t *testing.T) {
	for _, size := range []int64{16, 24} {
		p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
		p.addScript(canvasRecorder)
		call(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size}})
		p.open(origins[0].base(t, fleet) + gappyHost(t))
		p.wait("texts are drawn", `canvasFonts.size > 1`)
		label := fmt.Sprintf("%gpx", 11*float64(size)/16)
		fonts := eval[[]string](p, `Array.from(canvasFonts)`)
		family := eval[string](p, `getComputedStyle(document.body).fontFamily`)
		found := false
		for _, font := range fonts {
			if !strings.HasSuffix(font, family) {
				t.Errorf("a text on a canvas has the font %q, the page has %q", font, family)
			}
			found = found || strings.Contains(font, label)
		}
		if !found {
			t.Errorf("with a font size of %d, no label on a canvas has %s: %q", size, label, fonts)
		}
		const plot = `JSON.stringify(['left', 'right', 'top', 'bottom'].map((side) =>
			Math.round(document.querySelector('.static').getBoundingClientRect()[side] - document.querySelector('.static').parentNode.getBoundingClientRect()[side])))`
		if got, want := eval[string](p, plot), fmt.Sprintf("[%d,%d,%d,%d]", 66*size/16, -(38*size+8)/16, (18*size+8)/16, -24*size/16); got != want {
			t.Errorf("with a font size of %d the static picture is at %s, the plot at %s", size, got, want)
		}
	}
}

// TestChartsFollowTheReadersFontSize changes it while the page is open.
func TestChartsFollowTheReadersFontSize(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.addScript(canvasRecorder)
	p.open(origins[0].base(t, fleet) + firstHost(t))
	p.place(load, 0.5, 0.5)
	p.wait("texts are drawn", `canvasFonts.size > 1`)
	call(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 24}})
	p.wait("labels have the new size", `Array.from(canvasFonts).some((font) => font.includes('16.5px'))`)
	p.hover(load, 0.5, 0.5)
	p.wait("the cursor covers the plot", `(() => {
		const chart = document.querySelector('[data-chart="load"]');
		const [box, line] = [chart, chart.querySelector('.cursor')].map((element) => element.getBoundingClientRect());
		return Math.abs(line.top - box.top - 27) < 1 && Math.abs(box.bottom - line.bottom - 36) < 1;
	})()`)
}

// TestDatesDoNotBreak checks the dates of a page at a width at which they would break.
func TestDatesDoNotBreak(t *testing.T) {
	p := newTab(t, 320, origins[0].base(t, fleet)+"index.html")
	for _, name := range append([]string{"index.html"}, hostPages(t, fleet)...) {
		p.open(origins[0].base(t, fleet) + name)
		const broken = `Array.from(document.querySelectorAll('main time')).filter((time) => time.getClientRects().length > 1).map((time) => time.textContent)`
		for _, text := range eval[[]string](p, broken) {
			t.Errorf("%s: %q is broken into lines", name, text)
		}
		if wide := eval[int](p, `document.documentElement.scrollWidth`); wide > 320 {
			t.Errorf("%s is %d wide", name, wide)
		}
	}
}
