package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestMapOfLargeFleet(t *testing.T) {
	site := largeFleet(t)
	for _, step := range []struct {
		name string
		from []origin
		test func(t *testing.T, base string)
	}{
		{"every host has a square", origins[:1], everyHostHasASquare},
		{"a square tells and leads to its host", origins, squareLeadsToItsHost},
		{"colours are chosen and kept", origins[:1], coloursAreChosen},
		{"the filter dims the others", origins[:1], filterDimsOthers},
		{"nothing without script", origins[:1], noMapWithoutScript},
		{"a tap tells, a second one leads", origins[:1], tapTells},
	} {
		for _, from := range step.from {
			t.Run(step.name+", "+from.name, func(t *testing.T) { step.test(t, from.base(t, site)) })
		}
	}
}

// countOf is an expression for the number of hosts with a class in the map. The outline of a hollow square has two parts.
func countOf(class string) string {
	return fmt.Sprintf(`(() => {
		const path = document.querySelector('.squares path[class="%[1]s"]');
		return path ? path.getAttribute('d').split('M').length - 1 >> ('%[1]s'.match(/silent|unknown/) ? 1 : 0) : 0;
	})()`, class)
}

func everyHostHasASquare(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	for _, width := range []int64{1280, 390} {
		p.resize(width)
		p.wait("the map fits the window", `document.querySelector('.squares .drawing').viewBox.baseVal.width === document.querySelector('.squares').clientWidth`)
		for _, state := range []string{"critical", "silent", "warning", "ok"} {
			want := eval[int](p, `Number(document.querySelector('.counts [data-state="`+state+`"] b').textContent.replace(/\D/g, ''))`)
			if got := eval[int](p, countOf(state)); got != want {
				t.Errorf("%d wide: %d squares of hosts in state %s, want %d", width, got, state, want)
			}
		}
		if got := eval[[]string](p, `[...document.querySelectorAll('.squares text')].map((text) => text.textContent)`); len(got) != 2 || got[0] != "web & co" || got[1] != "all" {
			t.Errorf("groups %q, want those of the configuration", got)
		}
		if outside := eval[bool](p, `(() => {
			const [box, drawing] = [document.querySelector('.squares').getBoundingClientRect(), [...document.querySelectorAll('.squares path')].map((path) => path.getBoundingClientRect())];
			return drawing.some((path) => path.right > box.right + 1 || path.bottom > box.bottom + 1);
		})()`); outside {
			t.Errorf("%d wide: squares are outside of the map", width)
		}
	}
	p.resize(1280)
	if h := eval[float64](p, `document.querySelector('.squares').clientHeight`); h > 250 {
		t.Errorf("the map is %v pixels high", h)
	}
}

// trouble is an expression for the middle of the first diamond, as fractions of the drawing.
const trouble = `(() => {
	const box = document.querySelector('.squares .drawing').viewBox.baseVal;
	const [, x, y, half] = /^M([\d.]+) ([\d.]+)l([\d.]+)/.exec(document.querySelector('.squares .critical').getAttribute('d')).map(Number);
	return {X: x / box.width, Y: (y + half) / box.height};
})()`

func squareLeadsToItsHost(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	at := eval[point](p, trouble)
	p.hover(`.squares .drawing`, at.X, at.Y)
	p.wait("a text tells the host", `!document.querySelector('.tip').hidden && /^critical: .+/.test(document.querySelector('.tip p').textContent) && /CPU \d+ % · Memory \d+ % · Disk \d+ %/.test(document.querySelector('.tip').textContent)`)
	name := eval[string](p, `document.querySelector('.tip strong').textContent`)
	where := p.place(`.squares .drawing`, at.X, at.Y)
	p.do(chromedp.MouseClickXY(where.X, where.Y, chromedp.ClickCount(1)))
	p.wait("the square leads to its host", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func coloursAreChosen(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	eval[bool](p, `(() => {
		const select = document.querySelector('.map select');
		select.value = 'disk';
		return select.dispatchEvent(new Event('change'));
	})()`)
	high := `[...document.querySelectorAll('[data-host]')].filter((row) => row.dataset.silent === undefined && parseInt(row.querySelectorAll('.value b')[2].textContent, 10) > 80).length
		+ [...document.querySelectorAll('[data-used]')].filter((entry) => entry.dataset.used.split(' ')[2] > 80).length`
	shown := fmt.Sprintf(`location.hash === '#map=disk' && %s === %s && document.querySelectorAll('.legend li').length === 6`, countOf("heat5"), high)
	p.wait("the fullest disks have the last colour", shown)
	p.reload()
	p.wait("the address keeps the choice", shown+` && document.querySelector('.map select').value === 'disk'`)
}

func filterDimsOthers(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	all := eval[int](p, countOf("ok"))
	p.keys(`.find input`, "web-")
	p.wait("hosts that do not match are dim", fmt.Sprintf(`%s > 0 && %s > 0 && %s + %s === %d`, countOf("ok"), countOf("ok dim"), countOf("ok"), countOf("ok dim"), all))
	p.click(`.counts [data-state="critical"]`, 1)
	p.wait("state and words are combined", countOf("ok")+` === 0`)
}

func noMapWithoutScript(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.do(chromedp.Navigate(base + "index.html"))
	if h := eval[float64](p, `document.querySelector('.map').getBoundingClientRect().height`); h != 0 {
		t.Errorf("an empty map is %v pixels high", h)
	}
}

func tapTells(t *testing.T, base string) {
	p := newTab(t, 390, base+"index.html")
	tap := `(() => {
		const at = ` + trouble + `;
		const box = document.querySelector('.squares .drawing').getBoundingClientRect();
		const [clientX, clientY] = [box.left + at.X * box.width, box.top + at.Y * box.height];
		const target = document.elementFromPoint(clientX, clientY);
		for (const type of ['pointerdown', 'pointerup', 'click']) target.dispatchEvent(new PointerEvent(type, {clientX, clientY, pointerType: 'touch', bubbles: true, cancelable: true}));
		return true;
	})()`
	eval[bool](p, `(document.querySelector('.squares').scrollIntoView({block: 'center', behavior: 'instant'}), true)`)
	p.wait("the event of scrolling, which hides what is told, is over", `true`) // events of scrolling come before the frame
	eval[bool](p, tap)
	p.wait("the first tap tells the host", `!document.querySelector('.tip').hidden && location.pathname.endsWith('/index.html')`)
	name := eval[string](p, `document.querySelector('.tip strong').textContent`)
	eval[bool](p, tap)
	p.wait("the second tap leads to it", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func TestSmallFleetHasNoMap(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	if eval[bool](p, `Boolean(document.querySelector('.map'))`) {
		t.Error("twelve hosts have a map")
	}
}
