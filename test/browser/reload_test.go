package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// copySite copies the fleet's site to a folder in which the test may change pages.
func copySite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(fleet)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeStamp(t *testing.T, dir string, at time.Time) {
	t.Helper()
	text := fmt.Sprintf("globalThis.psmonitorStamp = %d;\n", at.UnixMilli())
	if err := os.WriteFile(filepath.Join(dir, "stamp.js"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replace writes a file with a modification time a second later than before, because web servers compare only seconds.
func replace(t *testing.T, file, text string) {
	t.Helper()
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	newer := before.ModTime().Add(time.Second)
	if err := os.Chtimes(file, newer, newer); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes a page as the next run would: its samples are old, and a word is appended to its heading.
func rewrite(t *testing.T, dir, path, word string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(path))
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(html), "</h1>", " "+word+"</h1>", 1)
	replace(t, file, regexp.MustCompile(`data-last="\d+"`).ReplaceAllString(changed, `data-last="1400000000000"`))
}

// checkForUpdate makes the page check for a new run, as it does every minute.
const checkForUpdate = `document.dispatchEvent(new Event('visibilitychange'))`

func TestPageReloadsAfterRun(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			now, dir, path := time.Now(), copySite(t), firstHost(t)
			rewrite(t, dir, path, "first")
			writeStamp(t, dir, now)
			p := newTab(t, 1280, from.base(t, dir)+path)
			p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
			p.drag(cpu, 0.4, 0.6)
			p.wait("the address has the range", `location.hash`)
			p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
			hash := eval[string](p, `(scrollTo(0, 400), location.hash)`)

			rewrite(t, dir, path, "second")
			writeStamp(t, dir, now.Add(time.Second))
			eval[bool](p, checkForUpdate)
			p.wait("the new page is ready", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
			p.wait("the scroll position is kept", `scrollY === 400`)
			if got := eval[string](p, `location.hash`); got != hash {
				t.Errorf("the address has %s, want %s", got, hash)
			}
		})
	}
}

// TestCachedPageIsReloaded opens a page that the browser has kept. The web server gives no lifetime, so a browser keeps a page
// for a tenth of its age (RFC 9111, section 4.2.2).
func TestCachedPageIsReloaded(t *testing.T) {
	now, dir, path := time.Now(), copySite(t), firstHost(t)
	rewrite(t, dir, path, "first")
	old := now.Add(-10 * 24 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, filepath.FromSlash(path)), old, old); err != nil {
		t.Fatal(err)
	}
	writeStamp(t, dir, now)
	base := origins[1].base(t, dir)
	p := newTab(t, 1280, base+path)
	p.wait("the page was reloaded", wasReloaded)

	p.open(base + "index.html")
	p.open(base + path)
	p.wait("the unchanged page was reloaded", wasReloaded)
	eval[bool](p, `(globalThis.same = true) && `+checkForUpdate+` && (globalThis.psmonitorStamp = 0, true)`)
	p.wait("it has loaded the stamp, and was not reloaded again", `globalThis.psmonitorStamp > 0 && globalThis.same`)

	p.open(base + "index.html")
	rewrite(t, dir, path, "second")
	p.open(base + path)
	p.wait("the new page is ready", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
}

const wasReloaded = `performance.getEntriesByType('navigation')[0].type === 'reload' && globalThis.psmonitorStamp > 0 && document.documentElement.dataset.ready`

// shiftSamples moves all samples of a page by an hour.
func shiftSamples(t *testing.T, dir, path string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(path))
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	moved := regexp.MustCompile(`("time":\[|"from":|"to":)(\d+)`).ReplaceAllStringFunc(string(html), func(found string) string {
		at := strings.LastIndexAny(found, ":[") + 1
		ms, err := strconv.ParseInt(found[at:], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return found[:at] + strconv.FormatInt(ms+time.Hour.Milliseconds(), 10)
	})
	replace(t, file, moved)
}

func TestRangeButtonFollowsNewestSample(t *testing.T) {
	now, dir, path := time.Now(), copySite(t), firstHost(t)
	rewrite(t, dir, path, "first")
	writeStamp(t, dir, now)
	p := newTab(t, 1280, origins[0].base(t, dir)+path)
	p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
	p.click(`.ranges [data-hours="3"]`, 1)
	p.wait("three hours are shown", `location.hash === '#3h'`)
	newest := `JSON.parse(document.getElementById('data').textContent).to`
	before := eval[int64](p, newest)

	rewrite(t, dir, path, "second")
	shiftSamples(t, dir, path)
	writeStamp(t, dir, now.Add(time.Second))
	eval[bool](p, checkForUpdate)
	p.wait("the new page is ready", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
	if after := eval[int64](p, newest); after != before+time.Hour.Milliseconds() {
		t.Fatalf("the newest sample is of %d, want an hour after %d", after, before)
	}
	p.wait("its newest three hours are shown", `location.hash === '#3h' && document.querySelector('.ranges [data-hours="3"]').ariaPressed === 'true'`)
}

func TestReloadKeepsSwitchedSeries(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			now, dir, path := time.Now(), copySite(t), mostSeries(t)
			rewrite(t, dir, path, "first")
			writeStamp(t, dir, now)
			p := newTab(t, 1280, from.base(t, dir)+path)
			p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
			p.drag(cpu, 0.4, 0.6) // of late samples the whole range follows the clock, and so does its picture
			p.wait("the address has the range", `location.hash`)
			p.reload() // to what the address has, which is whole seconds
			all := canvasSum(p, cpu)
			p.click(`#chart-cpu tr[data-series] button`, 1)
			p.wait("the series is alone", canvasIs(cpu, "!==", all))
			without := canvasSum(p, cpu)
			id := eval[string](p, `document.querySelector('.unfold').closest('figure').id`)
			p.click(`#`+id+` .unfold`, 1)
			p.mouse(chromedp.MouseMoved, point{2, 2}, 0)

			rewrite(t, dir, path, "second")
			writeStamp(t, dir, now.Add(time.Second))
			eval[bool](p, checkForUpdate)
			p.wait("the new page is ready", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
			if canvasSum(p, cpu) != without {
				t.Error("the others are shown again")
			}
			p.wait("the buttons of the others are not pressed", `document.querySelector('#chart-cpu tr[data-series] + tr button').ariaPressed === 'false'`)
			p.wait("the other rows are unfolded", fmt.Sprintf(`document.querySelector('#%s .more tr').offsetHeight > 0 && document.querySelector('#%s .unfold').ariaExpanded === 'true'`, id, id))
		})
	}
}

func TestPageInUseIsNotReloaded(t *testing.T) {
	now, dir, path := time.Now(), copySite(t), firstHost(t)
	rewrite(t, dir, path, "first")
	writeStamp(t, dir, now)
	uses := []struct {
		name        string
		path        string
		begin, stop func(p *tab)
	}{
		{"pointer in a chart", path,
			func(p *tab) {
				p.hover(cpu, 0.5, 0.5)
				p.wait("the chart is hovered", `document.querySelector('.chart:hover')`)
			},
			func(p *tab) { p.mouse(chromedp.MouseMoved, point{2, 2}, 0) }},
		{"focus in a chart", path,
			func(p *tab) { eval[bool](p, `!document.querySelector('.chart').focus()`) },
			func(p *tab) { eval[bool](p, `!document.activeElement.blur()`) }},
		{"a click, while the pointer is there", path,
			func(p *tab) {
				p.click(cpu, 1)
				p.wait("the chart has the focus", `document.activeElement.matches('.chart')`)
			},
			func(p *tab) { // and goes: where the click has left the focus does not count
				p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
				p.wait("no chart is hovered", `!document.querySelector('.chart:hover')`)
			}},
		{"a click and then keys", path,
			func(p *tab) {
				p.click(cpu, 1)
				p.do(chromedp.KeyEvent(kb.ArrowLeft))
				p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
				p.wait("no chart is hovered", `!document.querySelector('.chart:hover')`)
			},
			func(p *tab) { eval[bool](p, `!document.activeElement.blur()`) }},
		{"marked text", path,
			func(p *tab) { eval[bool](p, `!getSelection().selectAllChildren(document.querySelector('h1'))`) },
			func(p *tab) { eval[bool](p, `!getSelection().removeAllRanges()`) }},
		{"typing", "index.html",
			func(p *tab) { eval[bool](p, `!document.querySelector('input').focus()`) },
			func(p *tab) { eval[bool](p, `!document.activeElement.blur()`) }},
	}
	rewrite(t, dir, "index.html", "first")
	for i, use := range uses {
		t.Run(use.name, func(t *testing.T) {
			writeStamp(t, dir, now) // the run that wrote the page
			p := newTab(t, 1280, origins[0].base(t, dir)+use.path)
			p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
			use.begin(p)
			at := now.Add(time.Duration(i+1) * time.Second)
			writeStamp(t, dir, at)
			eval[bool](p, `(globalThis.same = true) && `+checkForUpdate)
			p.wait("the page has loaded the new stamp, and was not reloaded", fmt.Sprintf(`psmonitorStamp === %d && same`, at.UnixMilli()))
			p.wait("the newer page is offered", `document.querySelectorAll('.newer button').length === 1`)
			if n := eval[int](p, `document.querySelectorAll('.late').length`); n > 0 {
				t.Errorf("%d samples are called late, though a newer page may have newer ones", n)
			}
			use.stop(p)
			eval[bool](p, checkForUpdate)
			p.wait("the page is reloaded when it is no longer in use", `!globalThis.same && document.documentElement.dataset.ready`)
		})
	}
}

func TestNoticeIfRendererHasStopped(t *testing.T) {
	now, dir := time.Now(), copySite(t)
	for _, path := range []string{firstHost(t), "index.html", comparePages(t, dir)[0]} {
		writeStamp(t, dir, now)
		p := newTab(t, 1280, origins[0].base(t, dir)+path)
		p.wait("the page has loaded the stamp", `globalThis.psmonitorStamp > 0`)
		if eval[bool](p, `document.querySelector('.stopped').offsetHeight > 0`) {
			t.Errorf("%s: the notice is shown although psmonitor runs", path)
		}
		writeStamp(t, dir, began.Add(-5*time.Hour))
		eval[bool](p, checkForUpdate)
		p.wait("the message is shown", `document.querySelector('.stopped').offsetHeight > 0 && document.querySelector('.stopped').textContent.includes('5 h ago')`)
	}
}
