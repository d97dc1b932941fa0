package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// writeTrouble writes a trouble.js with the given hosts into a site, and returns the path of the page of each.
func writeTrouble(t *testing.T, dir string, hosts ...string) []string {
	t.Helper()
	var entries, pages []string
	for _, host := range hosts {
		entries = append(entries, fmt.Sprintf(`[%q, "warning", "<b>%s</b>"]`, host, host))
		pages = append(pages, "host/"+host+"/index.html")
	}
	text := "globalThis.psmonitorTrouble = [" + strings.Join(entries, ", ") + "];\n"
	if err := os.WriteFile(filepath.Join(dir, "trouble.js"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestNextAndPreviousHostInTrouble(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			dir := copySite(t)
			var hosts []string
			for _, path := range hostPages(t, fleet)[:3] {
				hosts = append(hosts, strings.Split(path, "/")[1])
			}
			pages := writeTrouble(t, dir, hosts...)
			base := from.base(t, dir)
			p := newTab(t, 1280, base+pages[0])
			at := func(what string, i int) {
				t.Helper()
				p.wait(what, fmt.Sprintf(`document.querySelector('.sections .neighbours').textContent.includes('%d of 3 in trouble') && location.pathname.includes(%q)`, i+1, "/host/"+hosts[i]+"/"))
			}
			at("the first", 0)
			p.wait("names are text", fmt.Sprintf(`document.querySelector('.neighbours a[rel="next"]').title === 'Next in trouble: <b>%s</b>, warning'`, hosts[1]))
			p.do(chromedp.KeyEvent("n"))
			at("n leads to the second", 1)
			p.click(`.sections .neighbours a[rel="next"]`, 1)
			at("the link leads to the third", 2)
			p.do(chromedp.KeyEvent("p"))
			at("p leads back", 1)
			p.open(base + hostPages(t, fleet)[4])
			p.wait("a host that is well has a next one", `document.querySelector('.neighbours').textContent.includes('3 in trouble') && document.querySelectorAll('.sections .neighbours a[href]').length === 1`)
		})
	}
}

func TestNeighboursDoNotMoveThePage(t *testing.T) {
	dir := copySite(t)
	var hosts []string
	for _, path := range hostPages(t, fleet)[:3] {
		hosts = append(hosts, strings.Split(path, "/")[1])
	}
	pages := writeTrouble(t, dir, hosts...)
	base := origins[0].base(t, dir)
	p := newTab(t, 1280, base+"index.html")
	tops := `['h1', '.sections', '.ranges', '.about'].map((selector) => { const {x, y} = document.querySelector(selector).getBoundingClientRect(); return [x, y]; }).join(' ')`
	for _, width := range []int64{1280, 800, 390, 320} {
		p.resize(width)
		writeTrouble(t, dir)
		p.open(base + pages[1])
		p.wait("there is no host in trouble", `globalThis.psmonitorTrouble`)
		before := eval[string](p, tops)
		writeTrouble(t, dir, hosts...)
		p.reload()
		p.wait("the links are there", `document.querySelectorAll('.neighbours a[href]').length === 4`)
		if after := eval[string](p, tops); after != before {
			t.Errorf("%d wide: the links move the page from %s to %s", width, before, after)
		}
	}
}

func TestKeysMoveThroughOverview(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	names := eval[[]string](p, `[...document.querySelectorAll('[data-host]')].map((row) => row.dataset.host)`)
	focused := func(what, name string) {
		t.Helper()
		p.wait(what, fmt.Sprintf(`document.activeElement.closest('[data-host]')?.dataset.host === %q`, name))
	}
	p.do(chromedp.KeyEvent("j"))
	focused("j goes to the first host", names[0])
	p.do(chromedp.KeyEvent("j" + kb.ArrowDown))
	focused("j and an arrow go on", names[2])
	p.do(chromedp.KeyEvent("k"))
	focused("k goes back", names[1])

	p.press("/")
	p.wait("slash goes to the search", `document.activeElement.type === 'search' && document.activeElement.value === ''`)
	p.do(chromedp.KeyEvent("web j"))
	p.wait("letters are typed there", `document.activeElement.value === 'web j'`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait("escape clears it", `document.activeElement.type === 'search' && document.activeElement.value === '' && location.hash === ''`)
	p.do(chromedp.KeyEvent("web" + kb.ArrowDown))
	p.wait("an arrow goes to the first host found", `document.activeElement.closest('[data-host]')?.dataset.host.startsWith('web')`)
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	p.wait("and back to the search", `document.activeElement.type === 'search'`)
	p.do(chromedp.KeyEvent(kb.ArrowDown + kb.Enter))
	p.wait("enter opens the host", `/host\/web[^/]*\/index.html$/.test(location.pathname)`)
}

// press presses a key as a keyboard does: it types nothing if the page prevents that. chromedp.KeyEvent types in any case.
func (p *tab) press(key string) {
	p.t.Helper()
	call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key})
	call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: key})
}

func TestOverviewHelpListsItsKeys(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.do(chromedp.KeyEvent("?"))
	p.wait("the keys are listed", `document.querySelector('dialog').open && document.querySelector('dialog').textContent.includes('search')`)
	for _, v := range p.violations(axe(t)) {
		t.Errorf("%s", v)
	}
}
