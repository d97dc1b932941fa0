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

// copied is a copy of the fleet's site, whose pages a test may change.
func copied(t *testing.T) string {
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

// replace writes a file that is a second newer than the one before, since a web server that is asked for what is newer
// looks no closer.
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

// rewrite changes a page as the next run would: its samples are long due, and its heading has a word appended.
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

// lookAgain makes a page do what it does each minute.
const lookAgain = `document.dispatchEvent(new Event('visibilitychange'))`

func TestAPageRenewsItself(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			dir, path, now := copied(t), firstHost(t), time.Now()
			rewrite(t, dir, path, "first")
			writeStamp(t, dir, now)
			p := newTab(t, 1280, from.base(t, dir)+path)
			p.wait("the page knows the run", `globalThis.psmonitorStamp > 0`)
			p.drag(cpu, 0.4, 0.6)
			p.wait("the address has the zoom", `location.hash`)
			p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
			hash := eval[string](p, `(scrollTo(0, 400), location.hash)`)

			rewrite(t, dir, path, "second")
			writeStamp(t, dir, now.Add(time.Second))
			eval[bool](p, lookAgain)
			p.wait("the next page is there", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
			p.wait("it is where the other was", `scrollY === 400`)
			if got := eval[string](p, `location.hash`); got != hash {
				t.Errorf("the address has %s, want %s", got, hash)
			}
		})
	}
}

// anHourLater moves all samples of a page.
func anHourLater(t *testing.T, dir, path string) {
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

func TestARangeButtonFollowsTheNewestSample(t *testing.T) {
	dir, path, now := copied(t), firstHost(t), time.Now()
	rewrite(t, dir, path, "first")
	writeStamp(t, dir, now)
	p := newTab(t, 1280, origins[0].base(t, dir)+path)
	p.wait("the page knows the run", `globalThis.psmonitorStamp > 0`)
	p.click(`.ranges [data-hours="3"]`, 1)
	p.wait("three hours are shown", `location.hash === '#3h'`)
	newest := `JSON.parse(document.getElementById('data').textContent).to`
	before := eval[int64](p, newest)

	rewrite(t, dir, path, "second")
	anHourLater(t, dir, path)
	writeStamp(t, dir, now.Add(time.Second))
	eval[bool](p, lookAgain)
	p.wait("the next page is there", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
	if after := eval[int64](p, newest); after != before+time.Hour.Milliseconds() {
		t.Fatalf("the newest sample is of %d, want an hour after %d", after, before)
	}
	p.wait("its newest three hours are shown", `location.hash === '#3h' && document.querySelector('.ranges [data-hours="3"]').ariaPressed === 'true'`)
}

func TestTheNextPageIsSwitchedLikeTheOneBefore(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			dir, path, now := copied(t), crowded(t), time.Now()
			rewrite(t, dir, path, "first")
			writeStamp(t, dir, now)
			p := newTab(t, 1280, from.base(t, dir)+path)
			p.wait("the page knows the run", `globalThis.psmonitorStamp > 0`)
			p.drag(cpu, 0.4, 0.6) // of late samples the whole range follows the clock, and so does its picture
			p.wait("the address has the zoom", `location.hash`)
			p.reload() // to what the address has, which is whole seconds
			all := picture(p, cpu)
			p.click(`#chart-cpu tr[data-series] button`, 1)
			p.wait("the series is gone", looks(cpu, "!==", all))
			without := picture(p, cpu)
			id := eval[string](p, `document.querySelector('.unfold').closest('figure').id`)
			p.click(`#`+id+` .unfold`, 1)
			p.mouse(chromedp.MouseMoved, point{2, 2}, 0)

			rewrite(t, dir, path, "second")
			writeStamp(t, dir, now.Add(time.Second))
			eval[bool](p, lookAgain)
			p.wait("the next page is there", `document.querySelector('h1').textContent.endsWith('second') && document.documentElement.dataset.ready`)
			if picture(p, cpu) != without {
				t.Error("the series is back")
			}
			p.wait("its row says that it is off", `document.querySelector('#chart-cpu tr[data-series] button').ariaPressed === 'false'`)
			p.wait("the other rows are unfolded", fmt.Sprintf(`document.querySelector('#%s .more tr').offsetHeight > 0 && document.querySelector('#%s .unfold').ariaExpanded === 'true'`, id, id))
		})
	}
}

func TestAPageInUseIsNotRenewed(t *testing.T) {
	dir, path, now := copied(t), firstHost(t), time.Now()
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
				p.wait("the pointer is there", `document.querySelector('.chart:hover')`)
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
				p.wait("the pointer is gone", `!document.querySelector('.chart:hover')`)
			}},
		{"a click and then keys", path,
			func(p *tab) {
				p.click(cpu, 1)
				p.do(chromedp.KeyEvent(kb.ArrowLeft))
				p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
				p.wait("the pointer is gone", `!document.querySelector('.chart:hover')`)
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
			p := newTab(t, 1280, origins[0].base(t, dir)+use.path)
			p.wait("the page knows the run", `globalThis.psmonitorStamp > 0`)
			use.begin(p)
			at := now.Add(time.Duration(i+1) * time.Second)
			writeStamp(t, dir, at)
			eval[bool](p, `(globalThis.same = true) && `+lookAgain)
			p.wait("the page knows the next run, and is still the same", fmt.Sprintf(`psmonitorStamp === %d && same`, at.UnixMilli()))
			use.stop(p)
			eval[bool](p, lookAgain)
			p.wait("it is renewed when it is left alone", `!globalThis.same && document.documentElement.dataset.ready`)
		})
	}
}

func TestAStoppedRendererIsSaid(t *testing.T) {
	dir := copied(t)
	for _, path := range []string{firstHost(t), "index.html", comparePages(t, dir)[0]} {
		writeStamp(t, dir, time.Now())
		p := newTab(t, 1280, origins[0].base(t, dir)+path)
		p.wait("the page knows the run", `globalThis.psmonitorStamp > 0`)
		if eval[bool](p, `document.querySelector('.stopped').offsetHeight > 0`) {
			t.Errorf("%s: said although it runs", path)
		}
		writeStamp(t, dir, time.Now().Add(-5*time.Hour))
		eval[bool](p, lookAgain)
		p.wait("it is said", `document.querySelector('.stopped').offsetHeight > 0 && document.querySelector('.stopped').textContent.includes('5 h ago')`)
	}
}
