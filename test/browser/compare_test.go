package browser

import (
	"fmt"
	"strings"
	"testing"
)

func TestComparePages(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			base := from.base(t, fleet)
			p := newTab(t, 1280, base+"index.html")
			hosts := eval[int](p, `document.querySelectorAll('[data-host]').length`)
			p.click(`.compare a`, 1)
			p.wait("the page is open", `document.querySelector('.multiples')`)
			for _, path := range comparePages(t, fleet) {
				p.open(base + path)
				if n := eval[int](p, `document.querySelectorAll('.compare [aria-current="page"]').length`); n != 1 {
					t.Errorf("%s: %d links to the page itself, want 1", path, n)
				}
				shown := eval[int](p, `document.querySelectorAll('.multiple').length`)
				if shown == 0 || shown > hosts {
					t.Errorf("%s: %d of %d hosts", path, shown, hosts)
				}
			}
		})
	}
}

func TestNameAndPictureLinkToTheChart(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			base := from.base(t, fleet)
			p := newTab(t, 1280, base+"compare/disks.html")
			name := eval[string](p, `document.querySelector('.multiple a').textContent`)
			for _, part := range []string{".multiple a", ".multiple .small"} {
				p.open(base + "compare/disks.html")
				p.click(part, 1)
				p.wait(part+" leads to the host's chart", fmt.Sprintf(`document.querySelector('h1').textContent === %q && location.hash === '#chart=disks'`, name))
			}
		})
	}
}

// visibleMultiples is an expression for the names of the visible charts.
const visibleMultiples = `[...document.querySelectorAll('.multiple')].filter((figure) => !figure.hidden).map((figure) => figure.querySelector('a').textContent)`

func TestFilterOfComparePage(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"compare/cpu.html")
	all := eval[int](p, visibleMultiples+`.length`)
	p.keys(`.find input`, "web-")
	onlyWeb := `(() => { const all = ` + visibleMultiples + `; return all.length > 0 && all.every((name) => name.startsWith('web-')); })()`
	p.wait("the search finds names", onlyWeb)
	p.open(origins[0].base(t, fleet) + "compare/cpu.html#group=web+%26+co")
	p.wait("the address keeps the group", onlyWeb+` && document.querySelector('.find select').value === 'web & co'`)
	p.open(origins[0].base(t, fleet) + "compare/cpu.html#q=%20%25")
	p.wait("labels are not searched", visibleMultiples+`.length === 0 && document.querySelector('main .empty').checkVisibility()`)
	p.click(`main .empty button`, 1)
	p.wait("all are shown again", fmt.Sprintf(`%s.length === %d`, visibleMultiples, all))
	p.click(`.counts [data-state="ok"]`, 1)
	p.wait("only one state is shown", fmt.Sprintf(`%s.length === Number(document.querySelector('.counts [data-state="ok"] b').textContent)
		&& [...document.querySelectorAll('.multiple')].every((figure) => figure.hidden === (figure.dataset.state !== 'ok'))`, visibleMultiples))
}

// drawn is an expression for how much of its plot's height each chart uses, with its label.
const drawn = `[...document.querySelectorAll('.multiple')].map((figure) => {
	const [box, line] = [figure.querySelectorAll('.static svg')[1], figure.querySelector('.static .c1')];
	const height = line ? line.getBBox().height + 0 : 0;
	const low = line ? Math.min(0, line.getBBox().y) : 0;
	return {Share: line ? -low / box.viewBox.baseVal.height : 1, Height: height, Label: figure.querySelector('.y text').textContent};
})`

type drawnShape struct {
	Share, Height float64
	Label         string
}

func TestOwnScale(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"compare/procs.html")
	shared := eval[[]drawnShape](p, drawn)
	lines := eval[string](p, `document.querySelector('.grid').getAttribute('d')`)
	p.click(`.own`, 1)
	p.wait("the button is pressed", `document.querySelector('.own').ariaPressed === 'true' && location.hash === '#scale=own' && document.querySelector('.scale').textContent.includes('a scale of its own')`)
	labels := map[string]bool{}
	for i, own := range eval[[]drawnShape](p, drawn) {
		labels[own.Label] = true
		if own.Share < 0.5 || own.Share > 1 {
			t.Errorf("chart %d uses %.2f of its height on its own scale, and %.2f on the shared one", i, own.Share, shared[i].Share)
		}
	}
	if len(labels) < 2 {
		t.Errorf("all labels on own scales are %v", labels)
	}
	p.reload()
	p.wait("the address keeps the scale", `document.querySelector('.own').ariaPressed === 'true'`)
	p.click(`.own`, 1)
	p.wait("the button is not pressed", `document.querySelector('.own').ariaPressed === 'false' && location.hash === ''`)
	for i, again := range eval[[]drawnShape](p, drawn) {
		if again.Label != shared[i].Label || again.Share < shared[i].Share*0.99 || again.Share > shared[i].Share*1.01 {
			t.Errorf("chart %d is %v on the shared scale, was %v", i, again, shared[i])
		}
	}
	if got := eval[string](p, `document.querySelector('.grid').getAttribute('d')`); got != lines {
		t.Errorf("lines at %s, were at %s", got, lines)
	}
}

func TestThresholdsOnComparePage(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"compare/disks.html")
	where := `['warning', 'critical'].map((state) => {
		const plot = document.querySelector('.small .static').getBoundingClientRect();
		const line = document.querySelector('.small path.' + state).getBoundingClientRect();
		return Math.round(100 * (plot.bottom - line.top) / plot.height);
	})`
	for _, at := range eval[[]int](p, where) {
		if at != 85 && at != 95 {
			t.Errorf("a threshold is drawn at %d %%, want 85 and 95", at)
		}
	}
}

func TestCursorOfAllCharts(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"compare/cpu.html")
	before := eval[string](p, `[...document.querySelectorAll('.now')].map((now) => now.textContent).join()`)
	p.hover(`.multiple .small`, 0.999, 0.5)
	p.wait("charts in view have a value at the cursor", `document.querySelectorAll('.pointed').length > 5 && [...document.querySelectorAll('.pointed .now')].every((now) => /^(≈ .* %|–)$/.test(now.textContent))`)
	p.wait("one time is shown, near the end", `(() => {
		const [moment, more] = document.querySelectorAll('.moment');
		const [, hour, minute] = /(\d\d):(\d\d)$/.exec(moment.textContent);
		const end = new Date(JSON.parse(document.getElementById('scale').textContent).to);
		const before = (end.getHours() * 60 + end.getMinutes() - hour * 60 - minute + 1440) % 1440;
		return !more && before < 15;
	})()`)
	// The first chart's newest point is the highest of its stretch, so it is at least the value of now.
	if eval[bool](p, `parseFloat(document.querySelector('.now').textContent.slice(2)) < parseFloat(`+fmt.Sprintf("%q", before)+`) - 1`) {
		t.Errorf("at the end the cursor reads less than the newest value: %s", before)
	}
	lines := eval[[]int](p, `[...document.querySelectorAll('.pointed')].map((figure) => Math.round(1000 * figure.style.getPropertyValue('--at')))`)
	for _, at := range lines {
		if at != lines[0] {
			t.Errorf("the lines are at %v", lines)
		}
	}
	p.hover(`h1`, 0.5, 0.5)
	p.wait("the values of now are back", fmt.Sprintf(`[...document.querySelectorAll('.now')].map((now) => now.textContent).join() === %q && !document.querySelector('.moment, .pointed')`, before))
}

func TestComparePageIsDense(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1440, base+"compare/net.html")
	perRow := `[...document.querySelectorAll('.multiple')].filter((figure) => Math.abs(figure.getBoundingClientRect().top - document.querySelector('.multiple').getBoundingClientRect().top) < 2).length`
	if n := eval[int](p, perRow); n != 6 {
		t.Errorf("%d charts in a row of 1440 pixels, want 6", n)
	}
	if h := eval[float64](p, `document.querySelector('.small .static').getBoundingClientRect().height`); h < 56 || h > 66 {
		t.Errorf("a plot is %v pixels high", h)
	}
	for _, width := range []int64{320, 390, 1024, 1440} {
		p.resize(width)
		for _, path := range []string{"compare/net.html", "compare/disks.html#scale=own"} {
			p.open(base + path)
			if got := eval[int64](p, `document.documentElement.scrollWidth`); got > width {
				t.Errorf("%s is %d pixels wide in a window of %d", path, got, width)
			}
			if touching := eval[[]string](p, touchingLabels); len(touching) > 0 {
				t.Errorf("%s, %d wide: labels touch: %s", path, width, strings.Join(touching, ", "))
			}
		}
	}
}

// touchingLabels is an expression for the labels of the first chart that are less than 2 pixels from another one, or outside of the
// card.
const touchingLabels = `(() => {
	const card = document.querySelector('.multiple').getBoundingClientRect();
	const texts = [...document.querySelectorAll('.multiple:first-child text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
	const near = (a, b) => a.left < b.right + 2 && b.left < a.right + 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
	const outside = (a) => a.left < card.left || a.right > card.right || a.bottom > card.bottom;
	return texts.filter(([, a], i) => outside(a) || texts.some(([, b], j) => i !== j && near(a, b))).map(([text]) => text);
})()`
