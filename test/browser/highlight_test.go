package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const load = `[data-chart="load"]`

// loadRow returns a selector of the n-th button of the load's table, from 1. It has three lines.
func loadRow(n int) string { return fmt.Sprintf(`#chart-load tbody tr:nth-child(%d) button`, n) }

// waitPressed waits until the lines of the load are visible or not: "true,false,false".
func (p *tab) waitPressed(what, want string) {
	p.t.Helper()
	p.wait(what, fmt.Sprintf(`[...document.querySelectorAll('#chart-load tbody button')].map((button) => button.ariaPressed).join() === %q`, want))
}

func (p *tab) leave() {
	p.t.Helper()
	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
}

func TestRowUnderPointerOrFocusFadesOtherLines(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	for _, chart := range []string{"load", "memory"} {
		drawing, row := `[data-chart="`+chart+`"]`, fmt.Sprintf(`#chart-%s tbody tr:nth-child(2)`, chart)
		whole := canvasSum(p, drawing)
		p.hover(row, 0.7, 0.5)
		p.wait("other lines are fainter", canvasIs(drawing, "!==", whole))
		p.leave()
		p.wait("all lines are as before", canvasIs(drawing, "===", whole))
		p.keys(fmt.Sprintf(`#chart-%s tbody tr:nth-child(1) button`, chart), kb.Tab)
		p.wait("the focus does the same", canvasIs(drawing, "!==", whole))
		eval[bool](p, `document.activeElement.blur() || true`)
		p.wait("until it leaves", canvasIs(drawing, "===", whole))
	}
}

// TestFadedLinesStayFadedWhileZooming: each drawing begins with all lines as they are.
func TestFadedLinesStayFadedWhileZooming(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t)+"#3h")
	plain := canvasSum(p, load)
	p.click(`.ranges > button:last-child`, 1)
	p.wait("another range is shown", canvasIs(load, "!==", plain))
	p.keys(loadRow(1), kb.Tab)
	eval[bool](p, `document.querySelector('.ranges [data-hours="3"]').click() || true`)
	p.wait("the range is shown", `location.hash === '#3h'`)
	if canvasSum(p, load) == plain {
		t.Error("all lines are as without the focus on a row")
	}
	eval[bool](p, `document.activeElement.blur() || true`)
	p.wait("all lines are as before", canvasIs(load, "===", plain))
}

func TestClickShowsLineAloneAndAgainAll(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	all := canvasSum(p, load)
	p.click(loadRow(2), 1)
	p.waitPressed("the line is alone", "false,true,false")
	p.leave()
	p.wait("it is drawn", canvasIs(load, "!==", all))
	p.reload()
	p.waitPressed("it is alone after reloading", "false,true,false")
	if got := strings.Join(readTable(t, p.download(`#chart-load [data-save="csv"]`))[0], "|"); got != "time|5 min (load)" {
		t.Errorf("the saved table has the columns %s", got)
	}
	p.click(loadRow(3), 1)
	p.waitPressed("another line is alone", "false,false,true")
	p.click(loadRow(3), 1)
	p.waitPressed("all lines are visible", "true,true,true")
	p.leave()
	p.wait("all are drawn", canvasIs(load, "===", all))
}

func TestCtrlClickSwitchesOneLine(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	at := p.place(loadRow(2), 0.5, 0.5)
	for _, want := range []string{"true,false,true", "true,true,true"} {
		for _, kind := range []input.DispatchMouseEventType{chromedp.MousePressed, chromedp.MouseReleased} {
			call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y,
				Button: input.MouseButtonLeft, ClickCount: 1, Modifiers: 2})
		}
		p.waitPressed("the line is switched", want)
	}
}

func TestKeysOnRowShowLineAloneOrSwitchIt(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	p.keys(loadRow(1), kb.Enter)
	p.waitPressed("Enter shows the line alone", "true,false,false")
	p.keys(loadRow(2), " ")
	p.waitPressed("Space adds one", "true,true,false")
	p.keys(loadRow(1), " ")
	p.waitPressed("Space hides one", "false,true,false")
	p.keys(loadRow(2), kb.Enter)
	p.waitPressed("Enter on the only one shows all", "true,true,true")
	eval[bool](p, fmt.Sprintf(`document.querySelector(%q).focus() || true`, loadRow(3)))
	for _, kind := range []input.DispatchKeyEventType{"rawKeyDown", "char", "keyUp"} {
		call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Modifiers: 2, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13})
	}
	p.waitPressed("Ctrl and Enter switch the line", "true,true,false")
	if title := eval[string](p, fmt.Sprintf(`document.querySelector(%q).title`, loadRow(1))); !strings.Contains(title, "Space") || !strings.HasPrefix(title, "1 min\n") {
		t.Errorf("the title is %q", title)
	}
}

func TestTapsShowLineAloneAndThenFurtherOnes(t *testing.T) {
	p := newTab(t, 390, origins[0].base(t, fleet)+firstHost(t))
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	for _, tap := range []struct {
		what string
		row  int
		want string
	}{
		{"the line is alone", 2, "false,true,false"},
		{"another line is shown beside it", 3, "false,true,true"},
		{"it is hidden again", 3, "false,true,false"},
		{"all lines are shown", 2, "true,true,true"},
	} {
		at := p.place(loadRow(tap.row), 0.5, 0.5)
		p.touch(input.DispatchTouchEventTypeTouchStart, at)
		p.touch(input.DispatchTouchEventTypeTouchEnd)
		p.waitPressed(tap.what, tap.want)
	}
}

// TestLinesHaveDotsAtCursor: the memory's four layers end at heights that are apart.
func TestLinesHaveDotsAtCursor(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	const memory = `[data-chart="memory"]`
	canvasSum(p, memory)
	dots := func(n int) string {
		return fmt.Sprintf(`(() => {
			const canvas = document.querySelector('[data-chart="memory"] .dots');
			const line = document.querySelector('[data-chart="memory"] .cursor').getBoundingClientRect();
			const box = canvas.getBoundingClientRect();
			if (Math.abs(box.left + box.width / 2 - line.left) > 1) return false;
			const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
			copy.drawImage(canvas, 0, 0);
			const column = copy.getImageData(canvas.width / 2, 0, 1, canvas.height).data;
			let runs = 0;
			for (let y = 0; y < canvas.height; y++) runs += column[4 * y + 3] > 0 && (y === 0 || column[4 * y - 1] === 0);
			return runs === %d;
		})()`, n)
	}
	p.hover(memory, 0.5, 0.5)
	p.wait("four lines have dots", dots(4))
	p.mouse(chromedp.MouseMoved, p.place(memory, 0.3, 0.5), 0)
	p.wait("they move with the cursor", dots(4))
	p.click(`#chart-memory tbody tr:nth-child(1) button`, 1)
	p.hover(memory, 0.5, 0.5)
	p.wait("a line that is alone has the only dot", dots(1))
	p.leave()
	p.wait("without a cursor there are none", `document.querySelector('[data-chart="memory"] .dots').hidden`)
}

func TestLineNearPointerMarksItsRow(t *testing.T) {
	p := newTab(t, 1280, storagePage(t))
	near := func(names string) string {
		return fmt.Sprintf(`[...document.querySelectorAll('tr.near')].map((row) => row.querySelector('button').textContent).join() === %q`, names)
	}
	p.hover(`[data-chart="memory"]`, 0.5, 0.8)
	p.wait("the lowest layer", near("used"))
	p.hover(`[data-chart="memory"]`, 0.5, 0.19)
	p.wait("the highest", near("free"))
	p.leave()
	p.wait("none", near(""))
}
