package browser

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// cutOff is an expression for the cells that reach beyond the table, or whose numbers do not fit.
const cutOff = `(() => {
	const table = document.querySelector('.hosts').getBoundingClientRect();
	return [...document.querySelectorAll('[data-host] > *, .value b, .value > svg, td.age-cell > *:not(.unseen)')]
		.filter((element) => {
			const box = element.getBoundingClientRect();
			if (!box.width || element.closest('.age') && box.width < 2) return false;
			const cell = element.closest('td, th').getBoundingClientRect();
			return box.left < table.left - 1 || box.right > table.right + 1 || box.right > cell.right + 1;
		})
		.map((element) => element.closest('tr').dataset.host + ' ' + element.localName + ' ' + element.className);
})()`

func TestNoCellIsCutOff(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	for _, size := range []int64{16, 24} {
		call(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size, Fixed: size - 3}})
		for _, width := range []int64{320, 390, 640, 720, 721, 920, 1024, 1040, 1152, 1153, 1280, 1728, 1729, 1920, 3840} {
			p.resize(width)
			p.wait("the page is laid out", fmt.Sprintf(`innerWidth === %d`, width))
			if off := eval[[]string](p, cutOff); len(off) > 0 {
				t.Errorf("%d wide, letters of %d: cut off: %q", width, size, off)
			}
			if got := eval[int64](p, `document.documentElement.scrollWidth`); got > width {
				t.Errorf("%d wide, letters of %d: the page is %d wide", width, size, got)
			}
		}
	}
}

func TestRowsFollowTheReadersLetters(t *testing.T) {
	p := newTab(t, 1900, origins[0].base(t, fleet)+"index.html")
	heights := `[...document.querySelectorAll('tr[data-state="ok"]')].filter((row) => row.dataset.host.length < 25).map((row) => row.getBoundingClientRect().height)`
	for size, want := range map[int64]float64{16: 38, 20: 47.5} {
		call(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size, Fixed: size}})
		p.wait("the letters have their size", fmt.Sprintf(`getComputedStyle(document.documentElement).fontSize === '%dpx'`, size))
		got := eval[[]float64](p, heights)
		if len(got) == 0 || slices.ContainsFunc(got, func(height float64) bool { return math.Abs(height-want) > 1 }) {
			t.Errorf("letters of %d: rows of hosts that are well are %v high, want %v", size, got, want)
		}
	}
}

func TestValuesOfARowAreOnOneLine(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	if off := eval[[]string](p, `[...document.querySelectorAll('[data-host]')].filter((row) => {
		const bottoms = [...row.querySelectorAll('.value b')].map((b) => b.getBoundingClientRect().bottom);
		return Math.max(...bottoms) - Math.min(...bottoms) > 1;
	}).map((row) => row.dataset.host)`); len(off) > 0 {
		t.Errorf("the values of %v are not on one line", off)
	}
}

func TestHeadsStayBelowTheHeader(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	below := `(() => {
		scrollTo({ top: 400, behavior: 'instant' });
		const head = document.querySelector('.hosts thead').getBoundingClientRect();
		return scrollY > 100 && Math.abs(head.top - document.querySelector('.top').getBoundingClientRect().bottom) <= 1;
	})()`
	eval[bool](p, `document.querySelector('main').append(Object.assign(document.createElement('div'), { innerHTML: '<br>'.repeat(60) })) === undefined`)
	p.wait("the heads are below the header", below)
	eval[bool](p, `(document.querySelector('h1').textContent = 'a name that needs more than one line '.repeat(8), true)`)
	p.wait("also if the header is higher", below+` && document.querySelector('.top').offsetHeight > 70`)
}

func TestValuesOfSilentHostsAreTheirLast(t *testing.T) {
	for _, width := range []int64{1280, 390} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		if n := eval[int](p, `document.querySelectorAll('[data-silent]').length`); n == 0 {
			t.Fatal("no host of the demo is silent")
		}
		p.wait("they are called last", `[...document.querySelectorAll('[data-silent]')].every((row) =>
			['.value b|::before', '.why|::after'].some((each) => {
				const [selector, part] = each.split('|');
				return getComputedStyle(row.querySelector(selector), part).content.includes('last');
			}))`)
		p.wait("their lines end at their own time", `(() => {
			const last = (row) => Number(row.querySelector('[data-last]').dataset.last);
			const end = (row) => {
				const svg = row.querySelector('.value .spark').getBoundingClientRect();
				return (row.querySelector('.value .spark path').getBoundingClientRect().right - svg.left) / svg.width;
			};
			const rows = [...document.querySelectorAll('[data-host]:has(.spark)')];
			const newest = Math.max(...rows.map(last));
			const now = Math.max(...rows.map(end)); // there may be room for forecasts after it
			return rows.every((row) => Math.abs(now * (1 - (newest - last(row)) / (48 * 3600e3)) - end(row)) < 0.03);
		})()`)
		p.wait("their bars are faint, and no age is red", `[...document.querySelectorAll('[data-silent]')].every((row) =>
			getComputedStyle(row.querySelector('.meter')).opacity < 1 &&
			getComputedStyle(row.querySelector('.age')).color !== getComputedStyle(document.querySelector('.lates')).color)`)
	}
}

func TestLoadIsSortedByWhatTheBarShows(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.click(`.hosts thead th:nth-child(6) button`, 1)
	p.wait("the longest bar comes first", `(() => {
		const bars = [...document.querySelectorAll('[data-host] .value:nth-child(6) .part')].map((bar) => Number(bar.getAttribute('width')));
		return bars.length > 5 && new Set(bars).size > 2 && bars.every((width, i) => !i || width <= bars[i - 1] + 1);
	})() && /^[\d.]+ .CPU/.test(document.querySelector('.value:nth-child(6) b').textContent)`)
}

func TestWholeRowLeadsToHost(t *testing.T) {
	for _, at := range []string{`.host .unseen`, `.why`, `.age-cell`} {
		p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
		name := eval[string](p, `document.querySelector('tr[data-state="ok"]').dataset.host`)
		p.click(`tr[data-state="ok"] `+at, 1)
		p.wait(at+" leads to the host's page", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
	}
}

func TestFocusShowsWholeMount(t *testing.T) {
	small := `document.querySelector('[data-host] .value:nth-child(5) small')`
	for width, mount := range map[int64]string{1280: "/var/lib/containers", 390: "/var/lib/containers/of"} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		eval[bool](p, fmt.Sprintf(`(%s.firstChild.textContent = %q) !== ''`, small, mount))
		p.wait("its end is shown where there is no room", small+`.scrollWidth > `+small+`.clientWidth && getComputedStyle(`+small+`).direction === 'rtl'`)
		height := `document.querySelector('[data-host]').offsetHeight`
		before := eval[int](p, height)
		eval[bool](p, `document.querySelector('[data-host] .host a').focus() === undefined`)
		p.wait("with the focus all of it is shown", small+`.scrollWidth <= `+small+`.clientWidth`)
		if after := eval[int](p, height); after != before {
			t.Errorf("%d wide: with the focus the row is %d high, before %d", width, after, before)
		}
	}
}

func TestCompareLinksAreFoldedAfterSix(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	links := `[...document.querySelectorAll('.compare a')]`
	p.wait("six are visible", links+`.filter((a) => a.checkVisibility()).length === 6 && `+links+`.length > 6`)
	eval[bool](p, `document.querySelector('.compare summary').focus() === undefined`)
	p.do(chromedp.KeyEvent("\r"))
	p.wait("then all", links+`.every((a) => a.checkVisibility())`)
	last := eval[string](p, links+`.pop().getAttribute('href')`)
	p.open(base + last)
	p.wait("a page that is among the others shows its own link", `document.querySelector('.compare [aria-current]').checkVisibility()`)
}
