package browser

import (
	"bytes"
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
	p.click(`.tile:has([href="#chart=load"])`, 1)
	p.wait("the whole tile does", `location.hash === '#chart=load'`)
}

func TestReasonLeadsToItsChartWithoutScripts(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Navigate(base + "index.html"))
	p.click(`.why a[href$="#chart=disks"]`, 1)
	for deadline := time.Now().Add(waitTimeout); !eval[bool](p, `location.hash === '#chart=disks' && document.readyState === 'complete' && `+inWindow); {
		if time.Now().After(deadline) {
			t.Fatal("the chart of the disks is not in the window")
		}
	}
}
