package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// waitTimeout is how long wait waits at most. Nothing should take that long.
const waitTimeout = 30 * time.Second

// tab is a tab of the browser. It records errors, console output and dialogs of its pages. At the end of the test
// there must be none.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// observer is a script that runs before the page's own. It records violations of the Content-Security-Policy, and defines
// showChart, which opens the card of a chart that is shown on demand, and readCanvas. That reads a copy, because reading a canvas may change how it is drawn afterwards.
const observer = `
	globalThis.violations = [];
	addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI));
	globalThis.showChart = (element) => {
		const shut = element.closest('.shut > :not(summary)') && element.closest('.shut');
		if (shut) shut.open = true;
		return element;
	};
	globalThis.readCanvas = (selector) => {
		const canvas = document.querySelector(selector + ' canvas');
		if (!canvas || !canvas.width) return {colours: 0, sum: 0};
		const copy = document.createElement('canvas');
		copy.width = canvas.width;
		copy.height = canvas.height;
		const pen = copy.getContext('2d', {willReadFrequently: true});
		pen.drawImage(canvas, 0, 0);
		const pixels = new Uint32Array(pen.getImageData(0, 0, copy.width, copy.height).data.buffer);
		const sum = pixels.reduce((sum, pixel) => (Math.imul(sum, 31) + pixel) >>> 0, 7);
		return {colours: new Set(pixels).size, sum};
	};
`

// shared is the browser that the tests share, from the first tab on. Each tab has storage and a cache of its own, like a private
// window.
var shared struct {
	ctx   context.Context
	close func() error
}

// startBrowser starts the browser if it does not run.
func startBrowser(t testing.TB) context.Context {
	t.Helper()
	if shared.ctx != nil {
		return shared.ctx
	}
	dir, err := os.MkdirTemp("", "psmonitor-chromium-")
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", chromium(t), err)
	}
	shared.ctx = ctx
	shared.close = func() error {
		err := chromedp.Cancel(ctx) // waits for the browser, because its folder is removed next
		cancel()
		stop()
		return errors.Join(err, os.RemoveAll(dir))
	}
	return ctx
}

// newTab opens an address in a tab of the given width.
func newTab(t testing.TB, width int64, address string) *tab {
	t.Helper()
	p := &tab{t: t}
	ctx, closeTab := chromedp.NewContext(startBrowser(t), chromedp.WithNewBrowserContext())
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	p.ctx = ctx
	t.Cleanup(func() {
		if !t.Failed() {
			p.checkProblems()
		}
		closeTab()
	})
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.addScript(observer)
	p.resize(width)
	p.open(address)
	return p
}

// chromium returns the path of the browser. Without a browser the test fails: skipping it would hide errors.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{os.Getenv("PSMONITOR_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium: run test/packages.sh as root, or install the package chromium, or set PSMONITOR_CHROMIUM")
	return ""
}

func (p *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.addProblem("exception: %v", e.ExceptionDetails)
	case *runtime.EventConsoleAPICalled:
		p.addProblem("console %s: %s", e.Type, e.Args[0].Value)
	case *log.EventEntryAdded:
		p.addProblem("log %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
	case *page.EventJavascriptDialogOpening:
		p.addProblem("a dialog opened: %s", e.Message)
		go chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
	}
}

func (p *tab) addProblem(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// checkProblems reports the recorded problems and violations of the Content-Security-Policy.
func (p *tab) checkProblems() {
	p.t.Helper()
	for _, v := range eval[[]string](p, `globalThis.violations || []`) {
		p.t.Errorf("CSP violation: %s", v)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, problem := range p.problems {
		p.t.Error(problem)
	}
}

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
