package browser

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestNewerPageIsShownOnDemand clicks the button that loads the newer page while the reader types.
func TestNewerPageIsShownOnDemand(t *testing.T) {
	now, dir := time.Now(), copySite(t)
	rewrite(t, dir, "index.html", "first")
	writeStamp(t, dir, now)
	p := newTab(t, 1280, origins[0].base(t, dir)+"index.html")
	p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
	if n := eval[int](p, `document.querySelectorAll('.late').length`); n == 0 {
		t.Fatal("no host is late: the test shows nothing")
	}
	p.click(`input[type="search"]`, 1)
	p.do(chromedp.KeyEvent("e"))
	rewrite(t, dir, "index.html", "second")
	writeStamp(t, dir, now.Add(time.Second))
	eval[bool](p, checkForUpdate)
	p.wait("the newer page is offered", `document.querySelector('.newer button')`)
	if title := eval[string](p, `document.title`); strings.Contains(title, "late") {
		t.Errorf("the title says %q", title)
	}
	p.click(`.newer button`, 1)
	p.wait("the new page has what was typed", `document.querySelector('h1').textContent.endsWith('second') && document.querySelector('input').value === 'e'`)
}

// TestUnusedFieldDoesNotKeepPage leaves the caret in a field for more than a minute.
func TestUnusedFieldDoesNotKeepPage(t *testing.T) {
	now, dir := time.Now(), copySite(t)
	rewrite(t, dir, "index.html", "first")
	writeStamp(t, dir, now)
	p := newTab(t, 1280, origins[0].base(t, dir)+"index.html")
	p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
	p.click(`input[type="search"]`, 1)
	writeStamp(t, dir, now.Add(time.Second))
	eval[bool](p, `(Date.now = ((real) => () => real() + 61e3)(Date.now), globalThis.same = true) && `+checkForUpdate)
	p.wait("the page is reloaded", `!globalThis.same && document.documentElement.dataset.ready`)
}

// TestStaticChartsArePaintedBeforeTheScript loads a page whose script never arrives.
func TestStaticChartsArePaintedBeforeTheScript(t *testing.T) {
	script := filepath.Base(pagesAt(t, fleet, "assets/host-*.js")[0])
	requested, end := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, script) {
			close(requested)
			<-end
		}
		http.FileServer(http.Dir(fleet)).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(end) }) // before the server is closed, which waits for its requests
	p := newTab(t, 1280, server.URL+"/index.html")
	eval[bool](p, `(location.href = "`+server.URL+"/"+firstHost(t)+`", true)`)
	<-requested
	p.wait("the page is painted", `performance.getEntriesByName('first-contentful-paint').length > 0`)
	p.wait("charts have their size, also those below the window", `[...document.querySelectorAll('.card:not(.quiet):not(.listed) .chart > svg')].every((svg) => svg.getBoundingClientRect().height > 100)`)
	p.wait("the first ones below the window are laid out", `document.querySelector('.card:nth-child(4) .values').checkVisibility({contentVisibilityAuto: true})`)
}
