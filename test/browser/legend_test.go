package browser

import (
	"fmt"
	"testing"
)

// keyColors returns an expression of the colours of the keys of a chart's table, in their order.
func keyColors(chart string) string {
	return fmt.Sprintf(`[...document.querySelectorAll('#chart-%s button.key')].map((key) => getComputedStyle(key).getPropertyValue('--key'))`, chart)
}

// TestFirstSevenElementsHaveDistinctColors: the palette's two blues are the first and the last colour.
func TestFirstSevenElementsHaveDistinctColors(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	colors := eval[[]string](p, keyColors("diskbusy"))
	palette := eval[[]string](p, `[1, 2, 3, 5, 7, 8, 6, 4].map((n) => getComputedStyle(document.documentElement).getPropertyValue('--c' + n))`)
	for i, want := range palette {
		if colors[i] != want {
			t.Errorf("line %d has the colour %s, want %s", i+1, colors[i], want)
		}
	}
}

// TestMirroredChartsSayWhichWayIsUp: in and out share a colour, so the corners of the plot and the keys tell them apart, with
// and without the script's drawing.
func TestMirroredChartsSayWhichWayIsUp(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	corners := func(chart string) string {
		canvasSum(p, `[data-chart="`+chart+`"]`)
		return eval[string](p, fmt.Sprintf(`(() => {
			const box = document.querySelector('[data-chart="%s"]').getBoundingClientRect();
			return [...document.querySelectorAll('[data-chart="%s"] .direction text')].map((text) => {
				const {top, left} = text.getBoundingClientRect();
				const side = top < box.top + box.height / 2 ? 'top' : 'bottom';
				return [side, left > box.left && left < box.left + 100, text.textContent, getComputedStyle(text).visibility].join(' ');
			}).join(', ');
		})()`, chart, chart))
	}
	for chart, want := range map[string]string{
		"net":     "top true in ↑ visible, bottom true out ↓ visible",
		"diskio":  "top true read ↑ visible, bottom true write ↓ visible",
		"diskops": "top true reads ↑ visible, bottom true writes ↓ visible",
		"load":    "",
	} {
		if got := corners(chart); got != want {
			t.Errorf("the corners of %s say %q, want %q", chart, got, want)
		}
	}
	keys := func(chart string) string {
		return eval[string](p, fmt.Sprintf(`[...document.querySelectorAll('#chart-%s button.key')].map((key) => {
			const {height, borderTopWidth, backgroundImage} = getComputedStyle(key, '::before');
			return backgroundImage === 'none' ? 'line' : borderTopWidth === '0px' ? 'up' : 'down';
		}).join()`, chart))
	}
	if got := keys("net"); got != "up,down,up,down" {
		t.Errorf("the keys of the network are %s", got)
	}
	if got := keys("load"); got != "line,line,line" {
		t.Errorf("the keys of the load are %s", got)
	}
}

// TestHeadingsSayThatStatisticsAreOfRangeInView: the newest value, "now", is not.
func TestHeadingsSayThatStatisticsAreOfRangeInView(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	const headings = `[...document.querySelectorAll('#chart-memory thead th')].filter((th) => getComputedStyle(th, '::before').content.includes('in view')).map((th) => th.textContent).join()`
	const places = `JSON.stringify([...document.querySelectorAll('#chart-memory th, #chart-memory .chart')].map((e) => [e.getBoundingClientRect().top, e.offsetHeight]))`
	whole := eval[string](p, places)
	if got := eval[string](p, headings); got != "" {
		t.Errorf("the whole range: %s are in view", got)
	}
	p.click(`.ranges [data-hours="3"]`, 1)
	p.wait("the headings of the statistics say so", headings+` === 'Min,Avg,Max,95th'`)
	if got := eval[string](p, places); got != whole {
		t.Errorf("rows are at %s, and were at %s", got, whole)
	}
	p.click(`.ranges > button:last-child`, 1)
	p.wait("they are those of the whole range again", headings+` === ''`)
}

// TestColumnsOfNumbersAreApart: 12 pixels at least, 8 in tables with more columns, 5 in those with long names and values; and the names do
// not take the room of wide tables.
func TestColumnsOfNumbersAreApart(t *testing.T) {
	p := newTab(t, 641, storagePage(t))
	for _, width := range []int64{641, 900, 1280, 1440, 2560} {
		p.resize(width)
		close := eval[[]string](p, `[...document.querySelectorAll('.values table')].filter((table) => {
			const apart = table.querySelector('.down') ? 5 : table.querySelector('th:nth-child(8)') ? 8 : 12;
			return [...table.querySelectorAll('tbody td')].some((cell) => cell.offsetWidth && parseFloat(getComputedStyle(cell).paddingLeft) < apart);
		}).map((table) => table.closest('figure').id)`)
		if len(close) > 0 {
			t.Errorf("%d wide: columns are too close in %v", width, close)
		}
		wide := eval[[]string](p, `[...document.querySelectorAll('.values table')].filter((table) => table.offsetWidth > 600 && table.querySelector('th').offsetWidth > table.offsetWidth * 0.45)
			.map((table) => table.closest('figure').id)`)
		if len(wide) > 0 {
			t.Errorf("%d wide: names take half of the table in %v", width, wide)
		}
	}
}
