package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOpenedPartStaysOpen opens the further changes, and has the page loaded again as after a run.
func TestOpenedPartStaysOpen(t *testing.T) {
	now, dir, path := time.Now(), copySite(t), hostWithChanges(t)
	for _, page := range []string{path, "index.html"} {
		rewrite(t, dir, page, "first")
		writeStamp(t, dir, now)
		p := newTab(t, 1280, origins[0].base(t, dir)+page)
		p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
		p.click(`#more-changes summary`, 1)
		p.wait("they are kept", `history.state.details['more-changes'] === true`)
		p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
		rewrite(t, dir, page, "second")
		writeStamp(t, dir, now.Add(time.Second))
		eval[bool](p, checkForUpdate)
		p.wait("the new page is ready", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
		p.wait("they are open", `document.querySelector('#more-changes').open && document.querySelector('#more-changes li').checkVisibility()`)
		eval[bool](p, `(document.querySelector('#more-changes summary').click(), true)`) // the browser may still restore the scroll position
		p.wait("they are closed", `history.state.details['more-changes'] === false`)
		p.reload()
		p.wait("they stay closed", `!document.querySelector('#more-changes').open`)
	}
}

// fits is a JavaScript expression that tells whether an element shows all of its text.
const fits = `((e) => e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1)`

// lengthen makes the text of a selector's first element too long.
func (p *tab) lengthen(selector string) {
	p.t.Helper()
	if eval[bool](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.textContent = 'a-rather-long-name-of-something.'.repeat(12);
		return %s(e);
	})()`, selector, fits)) {
		p.t.Errorf("%s is not shortened", selector)
	}
}

// TestKeyboardShowsShortenedNames moves the focus to a row's host, and to a line's key.
func TestKeyboardShowsShortenedNames(t *testing.T) {
	for _, c := range []struct{ path, focus, cut string }{
		{"index.html", `[data-host] .host a`, `[data-host] .host a`},
		{"index.html", `[data-host] .host a`, `[data-host] .value small`},
		{firstHost(t), `#chart-cpu tr[data-series] button`, `#chart-cpu tr[data-series] button span`},
	} {
		p := newTab(t, 1280, origins[0].base(t, fleet)+c.path)
		p.lengthen(c.cut)
		p.do(chromedp.KeyEvent(kb.Shift)) // the keyboard is in use
		eval[bool](p, fmt.Sprintf(`(document.querySelector(%q).focus({focusVisible: true}), true)`, c.focus))
		p.wait(c.cut+" is whole", fmt.Sprintf(`%s(document.querySelector(%q))`, fits, c.cut))
		eval[bool](p, `(document.activeElement.blur(), true)`)
		p.wait(c.cut+" is shortened again", fmt.Sprintf(`!%s(document.querySelector(%q))`, fits, c.cut))
	}
}

// TestFingerShowsShortenedNames touches the mount of a row.
func TestFingerShowsShortenedNames(t *testing.T) {
	p := newTab(t, 390, origins[0].base(t, fleet)+"index.html")
	const mount = `[data-host] .value small`
	p.lengthen(mount)
	touch := func(selector string) {
		eval[bool](p, fmt.Sprintf(`document.querySelector(%q).dispatchEvent(new PointerEvent('pointerup', {bubbles: true, pointerType: 'touch'}))`, selector))
	}
	touch(mount)
	p.wait("it is whole", fmt.Sprintf(`%s(document.querySelector(%q))`, fits, mount))
	touch(`h1`)
	p.wait("it is shortened again", fmt.Sprintf(`!%s(document.querySelector(%q))`, fits, mount))
}
