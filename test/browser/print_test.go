package browser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// paper is the width of A4 between its margins, in CSS pixels.
const paper = 703

// zone sets the browser's time zone.
func (p *tab) zone(name string) {
	p.t.Helper()
	call(p, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
}

// print makes the browser show the page as on paper. It returns the sizes of the canvases after beforeprint, which are what
// is printed.
func (p *tab) print() [][2]float64 {
	p.t.Helper()
	sizes := eval[[][2]float64](p, `(() => {
		dispatchEvent(new Event('beforeprint'));
		return [...document.querySelectorAll('.chart:not(.as-picture) canvas')].map((canvas) => [canvas.offsetWidth, canvas.offsetHeight]);
	})()`)
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.resize(paper)
	return sizes
}

func TestPrintedChartsFitTheirBoxes(t *testing.T) {
	for _, width := range []int64{1280, 390} {
		for _, path := range []string{firstHost(t), mostSeries(t)} {
			p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
			p.zone("Asia/Kolkata")
			p.open(origins[0].base(t, fleet) + path)
			printed := p.print()
			boxes := eval[[][2]float64](p, `[...document.querySelectorAll('.chart:not(.as-picture)')].filter((chart) => chart.clientWidth).map((chart) => [chart.clientWidth, chart.clientHeight])`)
			if len(printed) != len(boxes) || len(boxes) == 0 {
				t.Errorf("%s: %d canvases in %d boxes", path, len(printed), len(boxes))
				continue
			}
			for i := range boxes {
				if printed[i] != boxes[i] {
					t.Errorf("%s, %d wide: canvas %d is %v in a box of %v", path, width, i, printed[i], boxes[i])
				}
			}
		}
	}
}

func TestPrintedPagesFitPaper(t *testing.T) {
	for _, path := range []string{mostSeries(t), "index.html", comparePages(t, fleet)[0]} {
		p := newTab(t, 1280, origins[0].base(t, fleet)+path)
		p.print()
		wide := eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('body *')]
			.filter((e) => !e.closest('.unseen, .symbols') && e.getBoundingClientRect().right > %d)
			.map((e) => e.nodeName + ' ' + e.getAttribute('class'))`, paper))
		if len(wide) > 0 {
			t.Errorf("%s: beyond the right edge: %v", path, wide)
		}
		if path == "index.html" {
			p.wait("a short name is on one line", `(() => {
				const range = document.createRange();
				return [...document.querySelectorAll('.host a')].filter((a) => a.textContent.length < 20).every((a) => {
					range.selectNodeContents(a);
					return new Set([...range.getClientRects()].map((part) => part.top)).size === 1;
				});
			})()`)
		}
	}
}

func TestDaysAreInViewersZone(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.zone("Pacific/Kiritimati")
	base, found := origins[0].base(t, fleet), 0
	for _, path := range hostPages(t, fleet) {
		if html, err := os.ReadFile(filepath.Join(fleet, filepath.FromSlash(path))); err != nil || !bytes.Contains(html, []byte("data-day")) {
			continue // no forecast on the page
		}
		p.open(base + path)
		days := eval[[][2]string](p, `[...document.querySelectorAll('[data-day]')].map((e) => [e.textContent, new Date(Number(e.dataset.day)).toLocaleDateString('sv')])`)
		found += len(days)
		for _, day := range days {
			if day[0] != day[1] {
				t.Errorf("%s: a disk will be full on %s, want %s", path, day[0], day[1])
			}
		}
	}
	if found == 0 {
		t.Error("no disk of the fleet has a forecast")
	}
}

func TestPagesNameTimeZone(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	p.zone("Asia/Kolkata")
	for _, path := range []string{"index.html", "run.html", comparePages(t, fleet)[0], firstHost(t)} {
		p.open(base + path)
		p.wait(path+" names it in its foot", `/ UTC\+5:30$/.test(document.querySelector('footer .zone').textContent)`)
	}
}

func TestPrintedOverviewHasTimeAndCounts(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.print()
	p.wait("the time is that of the newest sample", `(() => {
		const at = new Date(Math.max(...[...document.querySelectorAll('[data-last]')].map(({ dataset }) => Number(dataset.last))));
		const clock = [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, '0')).join(':');
		const time = document.querySelector('.asof time');
		return time.offsetHeight > 0 && time.textContent.endsWith(at.toLocaleDateString('sv') + ' ' + clock);
	})()`)
	p.wait("the counts are visible, and no inputs", `[...document.querySelectorAll('.counts b')].every((count) => count.offsetHeight) && !document.querySelector('.find input').offsetHeight`)
	p.wait("no time is larger than its reason", `[...document.querySelectorAll('.why .since')].every((since) => parseFloat(getComputedStyle(since).fontSize) < parseFloat(getComputedStyle(since.parentNode).fontSize))`)
}

// pdfPages returns how many pages of A4 the page takes.
func (p *tab) pdfPages() int {
	p.t.Helper()
	a4 := true // by the stylesheet
	result, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &a4})
	if err != nil {
		p.t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(result.Data, -1))
}

// TestHostIsPrintedInTwoColumns has all charts of a host on few pages, and each table within its card.
func TestHostIsPrintedInTwoColumns(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	cards := eval[int](p, `document.querySelectorAll('.card').length`)
	if pages := p.pdfPages(); cards < 10 || pages > 3 {
		t.Errorf("%d charts on %d pages, want 3 at most", cards, pages)
	}
	p.print()
	p.wait("there are two columns", `new Set([...document.querySelectorAll('.card')].map((card) => Math.round(card.getBoundingClientRect().left))).size === 2`)
	p.wait("each table is within its card", `[...document.querySelectorAll('.card')].every((card) => {
		const table = card.querySelector('table').getBoundingClientRect();
		return table.right <= card.getBoundingClientRect().right;
	})`)
	p.wait("what could be alone on a page is not printed", `!document.querySelector('footer').offsetHeight && !document.querySelector('body > .unseen').offsetHeight && /UTC/.test(document.querySelector('.about .zone').textContent)`)
	p.wait("each line has its name", `[...document.querySelectorAll('.card > .values .key')].every((key) => key.offsetWidth > 0)`)
}

// TestPrintedOverviewHasPictures has the sparklines and ribbons of all rows. In those of silent hosts the word "last" takes room
// from the sparklines.
func TestPrintedOverviewHasPictures(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.print()
	for _, picture := range []string{`.spark`, `.ribbon`} {
		p.wait(picture+" is seen", fmt.Sprintf(`[...document.querySelectorAll('[data-host]:not([data-silent]) %s')].every((svg) => {
			const box = svg.getBoundingClientRect();
			return box.width > 12 && box.height > 8;
		})`, picture))
	}
}
