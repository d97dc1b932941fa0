package browser

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// chartLink matches a link to a chart: the page, "" for the same one, and the chart's ID.
var chartLink = regexp.MustCompile(`href="([^"#]*)#chart=(\w+)"`)

// TestLinksToChartsHaveTheirTarget checks each link to a chart, on all pages, and counts those of each kind.
func TestLinksToChartsHaveTheirTarget(t *testing.T) {
	for _, from := range allPages(t, fleet) {
		html, err := os.ReadFile(filepath.Join(fleet, filepath.FromSlash(from)))
		if err != nil {
			t.Fatal(err)
		}
		links := chartLink.FindAllSubmatch(html, -1)
		if len(links) < 4 {
			t.Errorf("%s has only %d links to charts", from, len(links))
		}
		for _, link := range links {
			to := from
			if len(link[1]) > 0 {
				to = path.Join(path.Dir(from), string(link[1]))
			}
			target, err := os.ReadFile(filepath.Join(fleet, filepath.FromSlash(to)))
			if err != nil {
				t.Fatal(err)
			}
			for _, attribute := range []string{`id="chart=` + string(link[2]) + `"`, `data-chart="` + string(link[2]) + `"`} {
				if !bytes.Contains(target, []byte(attribute)) {
					t.Errorf("%s leads to %s, which has no %s", from, to, attribute)
				}
			}
		}
	}
}

// inWindow is true if the heading of the disks' chart is in the window.
const inWindow = `(() => { const {top, bottom} = document.getElementById('chart=disks')?.getBoundingClientRect() || {top: -1}; return top >= 0 && bottom <= innerHeight; })()`

func TestReasonLeadsToItsChart(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	p.click(`.why a[href$="#chart=disks"]`, 1)
	p.wait("the chart of the disks is in the window", `location.pathname.includes('/host/') && document.documentElement.dataset.ready && `+inWindow)
	eval[bool](p, `(scrollTo({top: 0, behavior: 'instant'}), true)`)
	p.click(`.ranges [data-hours="3"]`, 1)
	p.click(`.reason a[href="#chart=disks"]`, 1)
	p.wait("the reason on the host's page leads there too, and the zoom stays", `location.hash === '#3h&chart=disks' && `+inWindow)
	p.wait("the rule is said", `/^warning from \d+ % used$|^(warning|critical) if full in /.test(document.querySelector('.reason a[href="#chart=disks"] + small').textContent)`)
	p.open(base + "index.html")
	p.click(`tr[data-host] td.value:nth-of-type(3)`, 1)
	p.wait("the whole cell of a value leads to its chart", `location.hash === '#chart=memory'`)
	p.open(base + firstHost(t))
	p.click(`.tile:has([href="#chart=load"])`, 1)
	p.wait("the whole tile does", `location.hash === '#chart=load'`)
}

func TestReasonLeadsToItsChartWithoutScripts(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Navigate(base + "index.html"))
	p.click(`.why a[href$="#chart=disks"]`, 1)
	landed := chromedp.Evaluate[bool](`location.hash === '#chart=disks' && document.readyState === 'complete' && ` + inWindow)
	for deadline := time.Now().Add(waitTimeout); ; {
		if is, err := chromedp.Run(p.ctx, landed); err == nil && is { // an error: the page is being replaced
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the chart of the disks is not in the window")
		}
	}
}

func TestCardInTroubleComesFirst(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+hostWith(t, `trouble warning wide listed" id="chart-disks"`))
	p.wait("its card is the first, with the state's edge", `(() => {
		const card = document.querySelector('.card');
		return card.id === 'chart-disks' && getComputedStyle(card).borderTopColor === getComputedStyle(document.querySelector('.tile.warning b')).color;
	})()`)
	p.wait("its row is the first, and coloured", `(() => {
		const row = document.querySelector('.elements tbody tr');
		return row.matches('.warning') && getComputedStyle(row.cells[0]).color === getComputedStyle(document.querySelector('.tile.warning b')).color;
	})()`)
}

func TestDisksAreATable(t *testing.T) {
	path := hostWith(t, `(?s)trouble warning wide listed" id="chart-disks".* id="shut-disks" open>`) // with a forecast
	p := newTab(t, 1440, origins[0].base(t, fleet)+path)
	for _, width := range []int64{1440, 1280, 390, 320} {
		p.resize(width)
		p.wait("rows are low, and nothing is cut off", fmt.Sprintf(`(() => {
			const rows = [...document.querySelectorAll('.elements tbody tr')];
			const {left, right} = document.querySelector('#chart-disks').getBoundingClientRect();
			return rows.length > 1 && rows.every((row) => row.offsetHeight <= (innerWidth > 640 ? 28 : row.matches('.warning') ? 64 : 48)
				&& [...row.cells].every((cell) => !cell.offsetHeight || cell.getBoundingClientRect().left >= left && cell.getBoundingClientRect().right <= right + 1))
				&& document.documentElement.scrollWidth <= innerWidth;
		})() || %d === 0`, width))
	}
	p.resize(1440)
	p.wait("the chart with a forecast is drawn", `readCanvas('[data-chart="disks"]').colours > 3`)
}

func TestChartOfATableIsShownOnDemand(t *testing.T) {
	path := hostWith(t, `<details class="shut" id="shut-disks">`)
	p := newTab(t, 1440, origins[0].base(t, fleet)+path)
	p.wait("the charts are not drawn", `['disks', 'inodes'].every((id) => !document.querySelector('[data-chart="' + id + '"]').offsetHeight && !document.querySelector('[data-chart="' + id + '"] canvas'))`)
	p.click(`#chart-disks summary`, 1)
	p.wait("a click draws the chart", `readCanvas('[data-chart="disks"]').colours > 3`)
	p.wait("its statistics are shown, but the numbers of the table above only once", `document.querySelector('#chart-disks .values').offsetHeight && ![...document.querySelectorAll('#chart-disks .values th')].some((head) => head.textContent === 'Size')`)
	p.reload()
	p.wait("it stays open after reloading", `document.querySelector('#chart-disks .shut').open`)
	p.open(origins[0].base(t, fleet) + path + "#chart=inodes")
	p.wait("an address opens a chart", `readCanvas('[data-chart="inodes"]').colours > 3`)
}

func TestQuietChartsAreOneLine(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+hostWith(t, `none in 48 h`))
	quiet := `document.querySelector('#chart-neterrors')`
	p.wait("the card is a line", quiet+`.innerText.includes('none in 48 h') && `+quiet+`.offsetHeight < 50`)
	p.wait("such cards are the last", `[...document.querySelectorAll('.card')].slice(-1)[0].matches('.quiet')`)
	p.click(`#chart-neterrors summary`, 1)
	p.wait("a click draws the chart", `readCanvas('[data-chart="neterrors"]').colours > 2`)
}
