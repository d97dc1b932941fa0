package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const isRange = `/^#\d+-\d+$/.test(location.hash)`

func (p *tab) hash() string {
	p.t.Helper()
	return eval[string](p, `location.hash`)
}

// waitHash waits until the address has the zoom, and the label or the buttons show it.
func (p *tab) waitHash(what, hash string) {
	p.t.Helper()
	p.wait(what, fmt.Sprintf(`location.hash === %q && Boolean(document.querySelector('.ranges [aria-pressed="true"]')) === !/-/.test(%q)`, hash, hash))
}

func TestEscapeUndoesOneThing(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.drag(cpu, 0.3, 0.7)
	p.wait("the first zoom", isRange)
	first := p.hash()
	p.drag(cpu, 0.3, 0.7)
	p.wait("the second zoom", isRange+` && location.hash !== '`+first+`'`)
	second := p.hash()

	from, to := p.place(cpu, 0.4, 0.5), p.place(cpu, 0.6, 0.5)
	p.mouse(chromedp.MousePressed, from, 1)
	p.mouse(chromedp.MouseMoved, to, 1)
	p.wait("a drag has begun", `!document.querySelector('.band').hidden`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait("escape ends the drag", `document.querySelector('.band').hidden`)
	p.mouse(chromedp.MouseReleased, to, 0)
	p.mouse(chromedp.MouseMoved, from, 0)
	p.wait("the cursor is still shown", `!document.querySelector('.cursor').hidden`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait("escape hides the cursor", `document.querySelector('.cursor').hidden && document.querySelector('.tip').hidden`)
	if got := p.hash(); got != second {
		t.Errorf("after the drag and the cursor the address has %q, want %q", got, second)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.waitHash("escape undoes the second zoom", first)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.waitHash("escape undoes the first zoom", "")
}

func TestEscapeShowsAllOfSharedZoom(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t)+"#3h")
	p.do(chromedp.KeyEvent(kb.Escape))
	p.waitHash("all is shown", "")
	eval[bool](p, `(history.back(), true)`)
	p.waitHash("back shows what the address had", "#3h")
}

func TestBackUndoesZoom(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+firstHost(t))
			p.drag(cpu, 0.4, 0.6)
			p.wait("the address has the range", isRange)
			zoom := p.hash()
			p.click(`.ranges [data-hours="3"]`, 1)
			p.waitHash("the newest hours", "#3h")
			eval[bool](p, `(history.back(), true)`)
			p.waitHash("back undoes the second zoom", zoom)
			p.reload()
			p.waitHash("reloading keeps the zoom", zoom)
			eval[bool](p, `(history.back(), true)`)
			p.waitHash("back undoes the first zoom", "")
			eval[bool](p, `(history.forward(), true)`)
			p.waitHash("forward does it again", zoom)
		})
	}
}

// TestRepeatedZoomsAreOneEntry presses a key as often as one that is held down: one entry of the history is made.
func TestRepeatedZoomsAreOneEntry(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	before := eval[int](p, `history.length`)
	eval[bool](p, `[1, 2, 3].every(() => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '+', bubbles: true})) || true)`)
	p.wait("the page is zoomed", isRange)
	if n := eval[int](p, `history.length`) - before; n != 1 {
		t.Errorf("three zooms made %d entries, want 1", n)
	}
	eval[bool](p, `(history.back(), true)`)
	p.waitHash("back undoes all three", "")
}

func TestHiddenLinesSurviveBack(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.drag(cpu, 0.4, 0.6)
	p.wait("the address has the range", isRange)
	p.click(`#chart-cpu tr[data-series] button`, 1)
	hidden := `document.querySelector('#chart-cpu tr[data-series] + tr button').ariaPressed === 'false'`
	p.wait("the others are hidden", hidden)
	eval[bool](p, `(history.back(), true)`)
	p.waitHash("back undoes the zoom", "")
	p.reload()
	p.wait("they are still hidden", hidden)
}

func TestKeysMoveBetweenCharts(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	cards := eval[[]string](p, `[...document.querySelectorAll('.card')].map((card) => card.id)`)
	focused := func(what string, card int) {
		t.Helper()
		p.wait(what, fmt.Sprintf(`document.activeElement === document.querySelector('#%s h2 a') && document.activeElement.getBoundingClientRect().top > 0`, cards[card]))
	}
	p.do(chromedp.KeyEvent("j"))
	focused("j goes to the first chart", 0)
	p.do(chromedp.KeyEvent("jj"))
	focused("jj goes to the third", 2)
	p.do(chromedp.KeyEvent("k"))
	focused("k goes back", 1)
}

func TestHelpListsKeys(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t)+"#3h")
	p.do(chromedp.KeyEvent("?"))
	p.wait("the keys are listed", `document.querySelector('dialog').open && document.querySelectorAll('dialog kbd').length >= 8`)
	p.do(chromedp.KeyEvent("j"))
	p.do(chromedp.KeyEvent(kb.Escape))
	p.wait("escape closes the list", `!document.querySelector('dialog').open`)
	if eval[bool](p, `location.hash !== '#3h' || document.activeElement.matches('h2 a')`) {
		t.Error("keys act while the list is shown")
	}
}

// touch puts fingers on points of the window; none lifts them all.
func (p *tab) touch(kind input.DispatchTouchEventType, fingers ...point) {
	p.t.Helper()
	points := []*input.TouchPoint{}
	for i, at := range fingers {
		id := float64(i + 1)
		points = append(points, &input.TouchPoint{X: at.X, Y: at.Y, ID: &id})
	}
	call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
}

func TestTwoFingersZoom(t *testing.T) {
	p := newTab(t, 390, origins[0].base(t, fleet)+firstHost(t))
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 5})
	at := func(x float64) point { return p.place(cpu, x, 0.5) }
	before := eval[int](p, `history.length`)
	p.touch(input.DispatchTouchEventTypeTouchStart, at(0.4))
	p.touch(input.DispatchTouchEventTypeTouchStart, at(0.4), at(0.6))
	p.touch(input.DispatchTouchEventTypeTouchMove, at(0.3), at(0.7))
	p.touch(input.DispatchTouchEventTypeTouchMove, at(0.2), at(0.8))
	p.touch(input.DispatchTouchEventTypeTouchEnd)
	p.wait("the page is zoomed", isRange)
	hours := eval[float64](p, `(() => { const [a, b] = location.hash.slice(1).split('-'); return (b - a) / 3600; })()`)
	if hours < 14 || hours > 22 { // with a forecast the page shows 60 hours
		t.Errorf("fingers three times as far apart show %.1f hours, want 16 of 48 or 20 of 60", hours)
	}
	if n := eval[int](p, `history.length`) - before; n != 1 {
		t.Errorf("two fingers made %d entries of the history, want 1", n)
	}
	if !eval[bool](p, `document.querySelector('.cursor').hidden`) {
		t.Error("the cursor is shown after zooming")
	}
	eval[bool](p, `(history.back(), true)`)
	p.waitHash("back undoes it", "")
	p.touch(input.DispatchTouchEventTypeTouchStart, at(0.5))
	p.touch(input.DispatchTouchEventTypeTouchEnd)
	p.wait("one finger moves the cursor", `!document.querySelector('.cursor').hidden`)
	if got := p.hash(); got != "" {
		t.Errorf("one finger zoomed: %s", got)
	}
}
