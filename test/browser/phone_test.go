package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// newPhone opens a page in a tab as wide as a phone, with a screen for fingers.
func newPhone(t testing.TB, width int64, address string) *tab {
	t.Helper()
	p := newTab(t, width, address)
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	return p
}

// TestSectionsAreWholeOnPhone: all sections are words, those in trouble come first, and the buttons of the ranges cover none.
func TestSectionsAreWholeOnPhone(t *testing.T) {
	p := newPhone(t, 390, origins[0].base(t, fleet)+troubled(t))
	titles := strings.Join(eval[[]string](p, `[...document.querySelectorAll('.sections nav:first-child a')].map((a) => a.textContent.trim().split(/\s+/)[0])`), " ")
	if !strings.HasPrefix(titles, "Top Disk ") {
		t.Errorf("the sections are %s, want the top and the one in trouble first", titles)
	}
	for _, width := range []int64{390, 320} {
		p.resize(width)
		cut := eval[[]string](p, `[...document.querySelectorAll('.sections nav:first-child a')].slice(0, 4).filter((a) => {
			const {left, right, top, bottom} = a.getBoundingClientRect();
			return left < 0 || right > innerWidth || parseFloat(getComputedStyle(a).fontSize) < 12
				|| [left + 1, right - 1].some((x) => document.elementFromPoint(x, (top + bottom) / 2).closest('a') !== a);
		}).map((a) => a.textContent.trim())`)
		if len(cut) > 0 {
			t.Errorf("%d wide: the sections %q are not whole", width, cut)
		}
	}
}

// TestNoRangesForFewSamples: a button that shows all would be the only one.
func TestNoRangesForFewSamples(t *testing.T) {
	p := newPhone(t, 390, origins[0].base(t, machine)+hostPages(t, machine)[0])
	if n := eval[int](p, `document.querySelectorAll('.ranges > button').length`); n != 0 {
		t.Errorf("samples of some seconds have %d buttons of ranges", n)
	}
}

// TestBarsOfDisksBeginAtOnePlaceOnPhone: they are compared with each other.
func TestBarsOfDisksBeginAtOnePlaceOnPhone(t *testing.T) {
	p := newPhone(t, 390, origins[0].base(t, fleet)+troubled(t))
	for _, width := range []int64{390, 320, 500} {
		p.resize(width)
		if places := eval[[]float64](p, `[...new Set([...document.querySelectorAll('.elements .meter')].map((bar) => bar.getBoundingClientRect().left))]`); len(places) != 1 {
			t.Errorf("%d wide: bars begin at %v", width, places)
		}
	}
}

// TestRowsOfDisksHaveTheColorsOfTheirLines compares the keys of the table of disks with those of the chart's lines.
func TestRowsOfDisksHaveTheColorsOfTheirLines(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	keys := func(selector string) []string {
		return eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#chart-disks %s')].map((key) => [key.textContent, getComputedStyle(key).getPropertyValue('--key'), getComputedStyle(key, '::before').borderTopStyle].join())`, selector))
	}
	rows, lines := keys(".elements a.key"), keys("button.key")
	if len(rows) != storageDisks || strings.Join(rows, " ") != strings.Join(lines, " ") {
		t.Errorf("rows have the keys\n%v, lines\n%v", rows, lines)
	}
}

// TestTilesOfARowAreAlike: a tile whose text takes two lines, or has none, moves nothing in those beside it.
func TestTilesOfARowAreAlike(t *testing.T) {
	p := newPhone(t, 390, storagePage(t))
	for _, width := range []int64{390, 320, 1280} {
		p.resize(width)
		apart := eval[[]string](p, `(() => {
			const rows = Map.groupBy(document.querySelectorAll('.tile'), (tile) => Math.round(tile.getBoundingClientRect().top));
			return [...rows.values()].filter((row) => new Set(row.map((tile) => Math.round(tile.querySelector('.label').getBoundingClientRect().top))).size > 1)
				.map((row) => row.map((tile) => tile.querySelector('.label').textContent).join());
		})()`)
		if len(apart) > 0 {
			t.Errorf("%d wide: the labels of the tiles %q are at different heights", width, apart)
		}
	}
}
