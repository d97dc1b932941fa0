package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const cpu = `[data-chart="cpu"]`

// isDrawn returns an expression that is true when a chart's canvas is drawn. It also scrolls to the chart, because a page
// that was just loaded may restore its scroll position.
func isDrawn(chart string) string {
	return fmt.Sprintf(`(showChart(document.querySelector(%q)).scrollIntoView({block: 'center', behavior: 'instant'}), readCanvas(%q).colours > 3)`, chart, chart)
}

// canvasIs returns an expression that compares a chart's checksum with another one.
func canvasIs(chart, operator string, picture uint32) string {
	return fmt.Sprintf(`readCanvas(%q).sum %s %d`, chart, operator, picture)
}

// canvasSum returns a checksum of a chart's canvas, when it is drawn and no longer changes.
func canvasSum(p *tab, chart string) uint32 {
	p.t.Helper()
	p.place(chart, 0.5, 0.5)
	p.wait(chart+" is drawn", isDrawn(chart))
	p.wait(chart+" no longer changes", fmt.Sprintf(`(() => { const before = globalThis.seen; globalThis.seen = readCanvas(%q).sum; return globalThis.seen === before; })()`, chart))
	return eval[uint32](p, `globalThis.seen`)
}

// drawCharts scrolls to each of the charts, one after the other, until it is drawn. which is an expression for their elements. It
// returns their ids.
func drawCharts(p *tab, which string) []string {
	p.t.Helper()
	ids := eval[[]string](p, `(globalThis.undrawn = `+which+`.map((e) => e.dataset.chart)).slice()`)
	p.wait("all charts are drawn", `(() => {
		if (!undrawn.length) return true;
		const selector = '[data-chart="' + undrawn[0] + '"]';
		const element = showChart(document.querySelector(selector));
		element.scrollIntoView({block: 'center', behavior: 'instant'});
		if (readCanvas(selector).colours > 3) undrawn.shift();
		return undrawn.length === 0;
	})()`)
	return ids
}

func firstHost(t testing.TB) string {
	return hostPages(t, fleet)[0]
}

// hostWith returns the host's page of the fleet that matches a pattern most often, of several the first.
func hostWith(t testing.TB, pattern string) string {
	t.Helper()
	best, most := "", 0
	for _, path := range hostPages(t, fleet) {
		html, err := os.ReadFile(filepath.Join(fleet, filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(regexp.MustCompile(pattern).FindAll(html, -1)); n > most {
			best, most = path, n
		}
	}
	if most == 0 {
		t.Fatalf("no host's page matches %s", pattern)
	}
	return best
}

func TestAllChartsAreDrawn(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			for _, site := range []string{fleet, machine} {
				base := from.base(t, site)
				p := newTab(t, 1280, base+"index.html")
				hosts := hostPages(t, site)
				if from.name == "http" { // where only the way of loading differs
					hosts = hosts[:1]
				}
				for _, host := range hosts {
					p.open(base + host)
					if ids := drawCharts(p, `[...document.querySelectorAll('[data-chart]')]`); len(ids) < 3 {
						t.Errorf("%s has only the charts %v", host, ids)
					}
				}
			}
		})
	}
}

func TestCursorMovesInAllChartsAndTables(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.hover(cpu, 0.5, 0.5)
	p.wait("every cell at the cursor is filled", `[...document.querySelectorAll('td.at')].every((cell) => cell.textContent)`)
	p.wait("a line is on every chart", `[...document.querySelectorAll('.cursor')].every((line) => !line.hidden)`)
	p.wait("the tooltip shows", `!document.querySelector('.tip').hidden && document.querySelector('.tip time').textContent`)

	p.resize(900)
	p.hover(cpu, 0.5, 0.4)
	p.wait("the line is under the pointer after the window became narrower", `(() => {
		const chart = document.querySelector('[data-chart="cpu"]').getBoundingClientRect();
		const line = document.querySelector('[data-chart="cpu"] .cursor').getBoundingClientRect();
		return Math.abs(line.left - (chart.left + chart.width / 2)) < 12;
	})()`)

	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
	p.wait("the cursor disappears when the pointer leaves", `[...document.querySelectorAll('td.at')].every((cell) => !cell.textContent)
		&& [...document.querySelectorAll('.cursor')].every((line) => line.hidden) && document.querySelector('.tip').hidden`)
}

func TestDraggingZoomsAndAddressKeepsRange(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+firstHost(t))
			whole := canvasSum(p, `[data-chart="load"]`)
			p.drag(cpu, 0.4, 0.6)
			p.wait("the address has the range", `/^#\d+-\d+$/.test(location.hash)`)
			p.wait("no range button is pressed", `!document.querySelector('.ranges [aria-pressed="true"]')`)
			p.wait("the label shows the range", `/^\w{3} \d+ \d\d:\d\d – (\w{3} \d+ )?\d\d:\d\d$/.test(document.querySelector('.shown span').innerText)`)
			hash := eval[string](p, `location.hash`)
			p.wait("another chart has changed",
				canvasIs(`[data-chart="load"]`, "!==", whole))

			p.reload()
			if got := eval[string](p, `location.hash`); got != hash {
				t.Errorf("after reloading the address has %s, want %s", got, hash)
			}
			if canvasSum(p, `[data-chart="load"]`) == whole {
				t.Error("after reloading the whole range is shown")
			}

			p.click(cpu, 2)
			p.wait("a double click shows the whole range", `location.hash === '' && document.querySelector('.ranges > button:last-child').ariaPressed === 'true'`)
		})
	}
}

func TestRangeButtons(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.click(`.ranges [data-hours="3"]`, 1)
	three := `location.hash === '#3h' && document.querySelector('.ranges [data-hours="3"]').ariaPressed === 'true'`
	p.wait("three hours are shown", three)
	p.reload()
	p.wait("the address keeps the choice", three)
	p.keys(cpu, "-")
	p.wait("another zoom has its own range in the address", `/^#\d+-\d+$/.test(location.hash) && !document.querySelector('.ranges [aria-pressed="true"]')`)
}

func TestRangeLabelResetsZoomWithoutLayoutShift(t *testing.T) {
	p := newTab(t, 320, origins[0].base(t, fleet)+firstHost(t))
	for _, width := range []int64{320, 390, 1024, 1280, 1920} {
		p.resize(width)
		tops := `JSON.stringify([...document.querySelectorAll('.bar > *, .about, .tiles, figure')].map((e) => { const {x, y} = e.getBoundingClientRect(); return [x, y]; }))`
		canvasSum(p, cpu)
		before := eval[string](p, tops)
		p.keys(cpu, "+")
		p.wait("the range label is within the window", `(() => {
			const {left, right} = document.querySelector('.shown').getBoundingClientRect();
			return right > left && left >= 0 && right <= innerWidth;
		})()`)
		if eval[string](p, tops) != before {
			t.Errorf("%d wide: the range label moves the page", width)
		}
		p.keys(`.shown button`, kb.Enter)
		p.wait("the whole range is shown, and its button has the focus", `location.hash === '' && !document.querySelector('.shown').offsetHeight && document.activeElement === document.querySelector('.ranges > button:last-child')`)
	}
}

func TestMouseWheelScrolls(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	at := p.place(cpu, 0.5, 0.5)
	call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: at.X, Y: at.Y, DeltaX: 0.1, DeltaY: 300})
	p.wait("the page has scrolled", `scrollY > 100`)
	if hash := eval[string](p, `location.hash`); hash != "" {
		t.Errorf("the mouse wheel zoomed: %s", hash)
	}
}

func TestKeyboard(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.keys(cpu, kb.ArrowLeft)
	p.wait("an arrow key shows the cursor", `document.querySelector('td.at').textContent`)
	before := eval[string](p, `document.querySelector('.tip time').textContent`)
	p.keys(cpu, kb.ArrowLeft)
	p.wait("another arrow key moves it", fmt.Sprintf(`document.querySelector('.tip time').textContent !== %q`, before))
	p.wait("the values are announced", `document.querySelector('[aria-live]').textContent.includes('%')`)
	p.keys(cpu, "+")
	p.wait("plus zooms", `/^#\d+-\d+$/.test(location.hash)`)
	p.keys(cpu, kb.Escape+kb.Escape)
	p.wait("escape hides the cursor and then shows the whole range", `location.hash === '' && !document.querySelector('td.at').textContent`)
}

func TestColorSchemeFollowsSystem(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	scheme := func(value string) {
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}}})
	}
	scheme("light")
	light := canvasSum(p, cpu)
	background := `getComputedStyle(document.body).backgroundColor`
	was := eval[string](p, background)
	scheme("dark")
	p.wait("the page is dark", fmt.Sprintf(`%s !== %q`, background, was))
	p.wait("the chart is dark", canvasIs(cpu, "!==", light))
}

// mostSeries returns the page with the most lines in its charts.
func mostSeries(t testing.TB) string { return hostWith(t, `<tr data-series=`) }

func TestRowsAfterEighthAreFolded(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+mostSeries(t))
	id := eval[string](p, `document.querySelector('.unfold').closest('figure').querySelector('.chart').dataset.chart`)
	chart, figure := `[data-chart="`+id+`"]`, `#chart-`+id
	first := canvasSum(p, chart)
	folded := fmt.Sprintf(`[...document.querySelectorAll('%s .more tr')].every((row) => !row.offsetHeight)`, figure)
	p.wait("rows are folded", folded)
	p.hover(chart, 0.5, 0.5)
	p.wait("the tooltip lists the drawn lines", `(() => { const n = document.querySelectorAll('.tip .key').length; return n > 0 && n <= 8; })()`)
	p.click(figure+` .unfold`, 1)
	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
	p.wait("all rows are visible", fmt.Sprintf(`[...document.querySelectorAll('%s .more tr')].every((row) => row.offsetHeight)`, figure))
	p.wait("their lines are drawn", canvasIs(chart, "!==", first))
	p.click(figure+` .unfold`, 1)
	p.wait("rows are folded again", folded)
	p.wait("the folded lines are not drawn", canvasIs(chart, "===", first))
}

// TestNoLayoutShiftWhileChartsAreDrawn adds up the layout shifts that the browser reports while scrolling through pages,
// of hosts with new samples and of late ones.
func TestNoLayoutShiftWhileChartsAreDrawn(t *testing.T) {
	late := copySite(t)
	paths := []string{firstHost(t), mostSeries(t), "index.html", comparePages(t, fleet)[0]}
	for _, path := range paths {
		file := filepath.Join(late, filepath.FromSlash(path))
		html, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		then := fmt.Sprintf(`data-last="%d"`, began.Add(-12*time.Minute).UnixMilli())
		if err := os.WriteFile(file, regexp.MustCompile(`data-last="\d+"`).ReplaceAll(html, []byte(then)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.watchShifts()
	for _, width := range []int64{1280, 390, 320} {
		p.resize(width)
		for _, dir := range []string{fleet, late} {
			base := origins[0].base(t, dir)
			for _, path := range paths {
				p.open(base + path)
				drawCharts(p, `[...document.querySelectorAll('[data-chart]')].filter((e) => e.offsetHeight)`)
				p.wait("another frame is painted", `true`)
				p.checkShifts(base + path)
			}
		}
	}
}

// watchShifts makes pages record layout shifts.
func (p *tab) watchShifts() {
	p.t.Helper()
	p.addScript(`
		globalThis.shifts = [];
		new PerformanceObserver((list) => {
			for (const shift of list.getEntries()) shifts.push({value: shift.value, what: shift.sources.map(({node}) => node && (node.id || node.className || node.nodeName)).join()});
		}).observe({type: 'layout-shift', buffered: true});
	`)
}

// checkShifts reports the layout shifts of the page.
func (p *tab) checkShifts(path string) {
	p.t.Helper()
	sum := 0.0
	list := eval[[]struct {
		Value float64 `json:"value"`
		What  string  `json:"what"`
	}](p, `shifts`)
	for _, shift := range list {
		sum += shift.Value
	}
	if sum > 0.01 {
		p.t.Errorf("%s, %d wide: layout shifts add up to %.3f: %v", path, eval[int](p, `innerWidth`), sum, list)
	}
}

func TestChartLinkKeepsZoom(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.click(`.ranges [data-hours="3"]`, 1)
	p.click(`#chart-load h2 a`, 1)
	p.wait("the address has zoom and chart", `location.hash === '#3h&chart=load' && document.activeElement === document.querySelector('#chart-load h2 a')`)
	p.drag(cpu, 0.4, 0.6)
	p.wait("another zoom keeps the chart", `/^#\d+-\d+&chart=load$/.test(location.hash)`)
	zoom := eval[string](p, `location.hash.split('&')[0]`)
	p.click(`#chart-memory h2 a`, 1)
	p.wait("another chart keeps the zoom", fmt.Sprintf(`location.hash === '%s&chart=memory'`, zoom))
	eval[bool](p, `(scrollTo({top: 0, behavior: 'instant'}), true)`)
	p.reload()
	if at := eval[float64](p, `scrollY`); at != 0 {
		t.Errorf("the scroll position is %v after reloading", at)
	}
}

func TestKeysApplyToFocusedOrFirstVisibleChart(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
	p.keys(`#chart-memory tr[data-series] button`, kb.ArrowLeft)
	p.wait("the values are those of the chart whose table has the focus", `document.querySelector('[aria-live]').textContent.includes('buffers')`)
	eval[bool](p, `(document.activeElement.blur(), scrollTo({top: 1e6, behavior: 'instant'}), true)`)
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	p.wait("without a focus it is the first chart in the window", `(() => {
		const first = [...document.querySelectorAll('.card')].find((card) => card.querySelector('.chart').getBoundingClientRect().bottom > 100);
		return document.querySelector('[aria-live]').textContent.includes(': ' + first.querySelector('tr button').textContent + ' ');
	})()`)
}

func TestArrowKeysScrollWideTable(t *testing.T) {
	p := newTab(t, 320, origins[0].base(t, fleet)+mostSeries(t))
	cut := `[...document.querySelectorAll('.values')].find((values) => values.scrollWidth > values.clientWidth + 20)`
	eval[bool](p, cut+`.querySelector('button').focus() || true`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.wait("it has scrolled", cut+`.scrollLeft > 0`)
	if eval[bool](p, `document.documentElement.classList.contains('pointed')`) {
		t.Error("the cursor has moved")
	}
}

func TestTablesFitOnDesktop(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	for _, path := range []string{firstHost(t), mostSeries(t)} {
		p.open(base + path)
		for _, width := range []int64{1100, 1280, 1366, 1440, 1600, 1920, 2560, 3840} {
			p.resize(width)
			p.hover(cpu, 0.5, 0.5)
			p.wait("every cell at the cursor is filled", `[...document.querySelectorAll('td.at')].every((cell) => cell.textContent)`)
			cut := eval[[]string](p, `[...document.querySelectorAll('.values')].filter((values) => values.scrollWidth > values.clientWidth)
				.map((values) => values.closest('figure').id + ' ' + values.scrollWidth + ' in ' + values.clientWidth)`)
			if len(cut) > 0 {
				t.Errorf("%s, %d wide: %v", path, width, cut)
			}
		}
	}
}

func TestTapShowsValuesWithoutFocus(t *testing.T) {
	p := newTab(t, 390, origins[0].base(t, fleet)+firstHost(t))
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	at := p.place(cpu, 0.5, 0.5)
	call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at.X, Y: at.Y}}})
	call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	p.wait("the tooltip is shown, and the column at the cursor replaces the column now", `!document.querySelector('.tip').hidden
		&& document.querySelector('td.at').textContent && document.querySelector('td.at').offsetHeight && !document.querySelector('td.at + td').offsetHeight`)
	eval[bool](p, `(scrollBy({top: 60, behavior: 'instant'}), true)`)
	p.wait("scrolling hides the tooltip, but not the line", `document.querySelector('.tip').hidden && !document.querySelector('.cursor').hidden`)
	if eval[bool](p, `document.activeElement.matches('.chart')`) {
		t.Error("the chart has the focus")
	}
}

func TestStatisticsFollowRange(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	numbers := `[...document.querySelectorAll('#chart-load tbody td')].map((cell) => cell.textContent).join()`
	whole := eval[string](p, numbers)
	p.click(`.ranges [data-hours="3"]`, 1)
	p.wait("the statistics have changed", fmt.Sprintf(`%s !== %q`, numbers, whole))
	p.click(`.ranges > button:last-child`, 1)
	p.wait("the statistics are those of the whole range", fmt.Sprintf(`%s === %q`, numbers, whole))
}

func TestForcedColorsKeepLineColors(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	p.wait("colours are forced", `matchMedia('(forced-colors: active)').matches`)
	p.hover(`[data-chart="memory"]`, 0.5, 0.5)
	p.wait("the tooltip shows", `!document.querySelector('.tip').hidden`)
	for _, keys := range []string{`#chart-memory button.key`, `.tip .key`} {
		if n := eval[int](p, fmt.Sprintf(`new Set([...document.querySelectorAll(%q)].map((key) => getComputedStyle(key, '::before').borderTopColor)).size`, keys)); n < 4 {
			t.Errorf("%s have %d colours", keys, n)
		}
	}
	different := func(what, a, b string) {
		t.Helper()
		colour := `getComputedStyle(document.querySelector(%q)).backgroundColor`
		if eval[bool](p, fmt.Sprintf(colour+` === `+colour, a, b)) {
			t.Errorf("%s", what)
		}
	}
	different("the cursor is invisible", `#chart-cpu .cursor`, `#chart-cpu`)
	different("the pressed button looks like the others", `.ranges [aria-pressed="true"]`, `.ranges [aria-pressed="false"]`)
}
