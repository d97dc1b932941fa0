package browser

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestEachRowHasARibbon compares the pictures: the worse a cell, the higher it is, and silence is hollow.
func TestEachRowHasARibbon(t *testing.T) {
	for _, width := range []int64{390, 1280} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		p.wait("each row has a visible ribbon", `[...document.querySelectorAll('[data-host]')].every((row) => {
			row.scrollIntoView();
			const svg = row.querySelector('.age-cell[data-last] svg.ribbon');
			return svg.getBoundingClientRect().width > 40 && svg.querySelector('path');
		})`)
		p.wait("worse is higher", `(() => {
			const height = (state) => {
				const path = document.querySelector('.ribbon path.' + state);
				return path && path.getBBox().height;
			};
			const heights = ['ok', 'warning', 'critical'].map(height);
			return heights[0] > 0 && heights[1] > heights[0] && heights[2] > heights[1];
		})()`)
		p.wait("silence is hollow", `getComputedStyle(document.querySelector('.ribbon path.silent')).fill === 'none'`)
	}
}

// TestAgeIsSeenWhereItIsLate has the age of a sample in the text of each row, and in sight of a late one only.
func TestAgeIsSeenWhereItIsLate(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	seen := `.querySelector('.age').getBoundingClientRect().width > 10`
	p.wait("a late row's is in sight", `document.querySelector('td.late')`+seen)
	p.wait("each has an age", `[...document.querySelectorAll('td.age-cell .age')].every((age) => / ago$/.test(age.textContent))`)
	eval[bool](p, `(document.querySelectorAll('td.late').forEach((cell) => cell.classList.remove('late')), true)`)
	p.wait("no other row's is", `[...document.querySelectorAll('td.age-cell')].every((cell) => !(cell`+seen+`))`)
}

// TestRibbonIsToldInWords has what a ribbon shows as text, in the viewer's zone, and as a title.
func TestRibbonIsToldInWords(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.zone("Asia/Kolkata")
	p.reload()
	const cell = `[data-silent] td.age-cell`
	p.wait("the times are the viewer's", fmt.Sprintf(`/ago: last sample .*; silent between .*:30 and .*:30; else ok$/.test(
		(document.querySelector('%s').dispatchEvent(new PointerEvent('pointerover', {bubbles: true})), document.querySelector('%s').title))`, cell, cell))
}

// TestRowsAreSortedByTheirTrouble clicks the ribbons' heading.
func TestRowsAreSortedByTheirTrouble(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.click(`.hosts thead .age-cell button`, 1)
	p.wait("the worst is first", `(() => {
		const trouble = [...document.querySelectorAll('td.age-cell')].map(({ dataset }) => Number(dataset.trouble || 0));
		return trouble[0] > trouble.at(-1) && trouble.every((n, i) => i === 0 || n <= trouble[i - 1]);
	})()`)
}

// hostWithChanges returns the page with the most changes.
func hostWithChanges(t *testing.T) string { return hostWith(t, `title="Zoom the charts to it"`) }

// TestCellZoomsTheCharts clicks a cell, drags over several, and uses the keys.
func TestCellZoomsTheCharts(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+hostWithChanges(t))
	start := eval[int64](p, `Number(document.querySelector('.strip').dataset.from) / 1000`)
	cells := eval[int64](p, `Number(document.querySelector('.strip').ariaValueMax) + 1`) // more than 48 when the samples have become old
	middleOf := func(cell int64) float64 { return (float64(cell) + 0.5) / float64(cells) }
	shows := func(what string, from, to int64) {
		t.Helper()
		p.wait(what, fmt.Sprintf(`location.hash === '#%d-%d'`, start+3600*from, start+3600*to))
	}
	if eval[bool](p, `document.querySelector('.strip i').offsetWidth > 0`) {
		t.Error("a range is marked, although all is shown")
	}
	p.hover(`.strip`, middleOf(10), 0.5)
	p.wait("the title is the cell's time and state", `/ – .*: (ok|warning|critical|silent|no samples)$/.test(document.querySelector('.strip').title)`)
	p.click(`.strip`, 1) // the middle
	shows("one hour is shown", cells/2, cells/2+1)
	p.wait("it is marked", `Math.abs(document.querySelector('.strip i').offsetWidth - document.querySelector('.strip').offsetWidth / (Number(document.querySelector('.strip').ariaValueMax) + 1)) < 6`)
	p.drag(`.strip`, middleOf(10), middleOf(13))
	shows("the hours dragged over are shown", 10, 14)

	eval[bool](p, `(document.querySelector('.strip').focus(), true)`)
	p.do(chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent(kb.ArrowLeft))
	p.wait("the third last cell is told", `document.activeElement.matches('[role="slider"]') && document.activeElement.ariaValueNow === '`+strconv.FormatInt(cells-3, 10)+`' && / – .*: /.test(document.activeElement.getAttribute('aria-valuetext'))`)
	p.do(chromedp.KeyEvent(kb.Enter))
	shows("it is shown", cells-3, cells-2)
	p.do(chromedp.KeyEvent(kb.Tab))
	p.wait("the keyboard leaves it", `!document.activeElement.matches('.strip')`)
}

// TestChangeLeadsToItsTime follows the link of a host's newest change, which Back undoes.
func TestChangeLeadsToItsTime(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+hostWithChanges(t))
	p.click(`.course .changes a`, 1)
	p.wait("two hours are shown", `document.querySelector('.shown').textContent.includes(' – ') && document.querySelector('.strip i').offsetWidth > 10`)
	eval[bool](p, `(history.back(), true)`)
	p.wait("all is shown", `!location.hash && document.querySelector('.strip i').hidden`)
}

// TestOverviewListsChanges has ten changes, the others on demand, and leads to the hosts.
func TestOverviewListsChanges(t *testing.T) {
	for _, width := range []int64{320, 390, 1280} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		p.wait("ten are visible", `[...document.querySelectorAll('.history li')].filter((line) => line.checkVisibility()).length === 10`)
		p.wait("their times are short, and nothing is cut off", `[...document.querySelectorAll('.history li time')].every((time) => /\d\d:\d\d$/.test(time.textContent)) &&
			document.documentElement.scrollWidth <= innerWidth`)
		p.click(`.history summary`, 1)
		p.wait("all are visible", `[...document.querySelectorAll('.history li')].length > 10 && [...document.querySelectorAll('.history li')].every((line) => line.checkVisibility())`)
		p.click(`.history li a`, 1)
		p.wait("a host's page is open", `document.querySelector('.strip')`)
	}
}

// TestRibbonGoesOnWithoutSamples opens the page of a host that has been silent for hours: its ribbon ends with its charts.
func TestRibbonGoesOnWithoutSamples(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"host/mail-01.example.org/index.html")
	p.wait("there are more cells, and the last ones are silent", `Number(document.querySelector('.strip').ariaValueMax) >= 48 &&
		document.querySelector('.strip svg').viewBox.baseVal.width > 48 && document.querySelector('.strip path:last-of-type').matches('.silent')`)
	p.wait("its end is beyond the newest sample, by more than three hours",
		`Date.parse(document.querySelector('.ends time:last-child').dateTime) - document.querySelector('.last').dataset.last > 3 * 3600e3`)
	if got := eval[string](p, `document.querySelector('.tile .label').textContent`); got != "CPU, last" {
		t.Errorf("the first tile is %q, want CPU, last", got)
	}
	if got := eval[string](p, `document.querySelector('#chart-cpu thead th:nth-child(3)').textContent`); got != "Last" {
		t.Errorf("the newest values are %q, want Last", got)
	}
}
