package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a tab of the browser. It records errors, console output and dialogs of its pages. At the end of the test
// there must be none.
type tab struct {
	t     testing.TB
	ctx   context.Context
	close context.CancelFunc
	set   bool // something was set that outlasts the page, so that no other test gets the tab

	mu       sync.Mutex
	problems []string
}

// observer is a script that runs before the page's own. It sets the clock to when the sites were made, records violations of the
// Content-Security-Policy, and defines showChart, which opens the card of a chart that is shown on demand, and readCanvas. That reads a
// copy, because reading a canvas may change how it is drawn afterwards. It counts up to four colours.
const observer = `
	Date.now = () => began + Math.round(performance.now());
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
		const colours = new Set();
		for (let i = 0; i < pixels.length && colours.size < 4; i++) colours.add(pixels[i]);
		return {colours: colours.size, sum};
	};
`

// shared is the browser that the tests share, from the first tab on. Each tab has storage and a cache of its own, like a private
// window. Idle are those that the next tests get: opening a page takes a new tab three times as long.
var shared struct {
	ctx   context.Context
	close func() error
	idle  []*tab
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
	p := takeTab(t)
	t.Cleanup(p.release)
	p.resize(width)
	p.open(address)
	return p
}

// takeTab returns a tab that another test has left as it was, or a new one.
func takeTab(t testing.TB) *tab {
	t.Helper()
	if last := len(shared.idle) - 1; last >= 0 {
		p := shared.idle[last]
		shared.idle = shared.idle[:last]
		p.t, p.problems = t, nil
		return p
	}
	p := &tab{t: t}
	p.ctx, p.close = chromedp.NewContext(startBrowser(t), chromedp.WithNewBrowserContext())
	if err := chromedp.Listen(p.ctx, p.listen); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.addScript(fmt.Sprintf("const began = %d;", began.UnixMilli()) + observer)
	p.set = false
	return p
}

// release ends the test's use of the tab. It closes the tab if something was set in it, or if the test has failed. Otherwise it leaves
// a blank page of the same process, without a history, and the pointer where a test leaves it.
func (p *tab) release() {
	if !p.t.Failed() {
		p.checkProblems()
	}
	if p.t.Failed() || p.set {
		p.close()
		return
	}
	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
	p.do(chromedp.Navigate(origins[0].base(p.t, folder) + "blank.html"))
	call(p, page.ResetNavigationHistory, cdp.Empty{})
	shared.idle = append(shared.idle, p)
}

// outlasts reports whether what a command sets outlasts the page. Each test sets its own size of the window.
func outlasts(method string) bool {
	return !strings.HasPrefix(method, "Input.") && method != emulation.SetDeviceMetricsOverride.Method && method != page.ResetNavigationHistory.Method
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
		if e.Entry.Level != "verbose" { // that a card was measured while content-visibility hides it, for example
			p.addProblem("log %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
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
