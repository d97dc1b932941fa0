package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// waitTimeout is how long wait waits at most. Nothing should take that long.
const waitTimeout = 30 * time.Second

// do executes actions.
func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// call executes a command of the DevTools protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) {
	p.t.Helper()
	p.set = p.set || outlasts(command.Method)
	if _, err := chromedp.Call(p.ctx, command, params); err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
}

// addScript makes a script run at the start of every page from now on.
func (p *tab) addScript(script string) {
	p.t.Helper()
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// open navigates to an address and waits until the page is ready.
func (p *tab) open(address string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address))
	p.wait("the page is ready", `document.documentElement.dataset.ready === '1'`)
}

func (p *tab) resize(width int64) {
	p.t.Helper()
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
}

// eval returns the value of a JavaScript expression.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// wait evaluates an expression in each frame until it is true. It tolerates errors, for example because the page is being
// replaced, or does not yet contain an element.
func (p *tab) wait(what, expression string) {
	p.t.Helper()
	ask := chromedp.Evaluate[bool](`new Promise((done, no) => requestAnimationFrame(() => {
		try {
			done(Boolean(`+expression+`));
		} catch (error) {
			no(error);
		}
	}))`, chromedp.EvalAwaitPromise)
	deadline := time.Now().Add(waitTimeout)
	for {
		ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second) // the answer is lost if the page is replaced
		is, err := chromedp.Run(ctx, ask)
		cancel()
		if err == nil && is {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("not within %v: %s (%v)", waitTimeout, what, err)
		}
	}
}

// point is a position in the window, in CSS pixels.
type point struct{ X, Y float64 }

// place scrolls to an element and returns the point at the given fractions of its width and height.
func (p *tab) place(selector string, x, y float64) point {
	p.t.Helper()
	return eval[point](p, fmt.Sprintf(`(() => {
		const element = showChart(document.querySelector(%q));
		element.scrollIntoView({block: 'center', behavior: 'instant'});
		const box = element.getBoundingClientRect();
		return {X: box.left + box.width * %g, Y: box.top + box.height * %g};
	})()`, selector, x, y))
}

// reload reloads the page and waits until it is ready.
func (p *tab) reload() {
	p.t.Helper()
	p.do(chromedp.Reload())
	p.wait("the page is ready", `document.documentElement.dataset.ready === '1'`)
}

func (p *tab) mouse(kind input.DispatchMouseEventType, at point, buttons int64) {
	p.t.Helper()
	event := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Buttons: buttons}
	if kind != chromedp.MouseMoved {
		event.Button, event.ClickCount = input.MouseButtonLeft, 1
	}
	call(p, input.DispatchMouseEvent, event)
}

// hover moves the mouse to a point of an element.
func (p *tab) hover(selector string, x, y float64) {
	p.t.Helper()
	p.mouse(chromedp.MouseMoved, p.place(selector, x, y), 0)
}

// click clicks the middle of an element, or double-clicks it if times is 2.
func (p *tab) click(selector string, times int) {
	p.t.Helper()
	at := p.place(selector, 0.5, 0.5)
	p.do(chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(1)))
	if times == 2 {
		p.do(chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
	}
}

// keys focuses an element and presses keys.
func (p *tab) keys(selector, keys string) {
	p.t.Helper()
	eval[bool](p, fmt.Sprintf(`document.querySelector(%q).focus() || true`, selector))
	p.do(chromedp.KeyEvent(keys))
}

// drag presses the mouse button at one point of an element and releases it at another.
func (p *tab) drag(selector string, from, to float64) {
	p.t.Helper()
	a := p.place(selector, from, 0.5)
	b := p.place(selector, to, 0.5)
	p.mouse(chromedp.MouseMoved, a, 0)
	p.mouse(chromedp.MousePressed, a, 1)
	p.mouse(chromedp.MouseMoved, point{(a.X + b.X) / 2, a.Y}, 1)
	p.mouse(chromedp.MouseMoved, b, 1)
	p.mouse(chromedp.MouseReleased, b, 0)
}
