package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestOverviewShowsAllHostsAndAges(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+"index.html")
			want := len(hostPages(t, fleet))
			if got := eval[int](p, `document.querySelectorAll('[data-host]').length`); got != want {
				t.Errorf("%d rows, want %d", got, want)
			}
			p.wait("every age is shown", `[...document.querySelectorAll('[data-last] .age')].every((age) => /ago|ahead/.test(age.textContent))`)
		})
	}
}

func TestHeadingCountsHostsLateSinceRun(t *testing.T) {
	dir := copySite(t)
	file := filepath.Join(dir, "index.html")
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	html = regexp.MustCompile(`data-last="\d+"`).ReplaceAll(html, []byte(`data-last="1400000000000"`))
	if err := os.WriteFile(file, html, 0o644); err != nil {
		t.Fatal(err)
	}
	p := newTab(t, 1280, origins[0].base(t, dir)+"index.html")
	others := eval[int](p, `document.querySelectorAll('[data-host]:not([data-silent])').length`)
	p.wait("heading and title have the number", fmt.Sprintf(`document.querySelector('.lates').textContent === '%d have since become late' && document.title.startsWith('%d late, ')`, others, others))
	p.wait("the marks of those rows are hollow", `(() => {
		const fill = (row) => getComputedStyle(row.querySelector('.mark')).fill;
		const rows = [...document.querySelectorAll('[data-host]')];
		return rows.every((row) => (fill(row) === 'none') === (row.dataset.silent === undefined));
	})()`)
}

func TestMessageIfNoHostMatches(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html#q=no+such+host")
	p.wait("the message is shown", `document.querySelector('main .empty').offsetHeight > 0 && document.querySelector('main .empty').textContent.startsWith('No host')`)
	p.click(`main .empty button`, 1)
	p.wait("all hosts are shown", `[...document.querySelectorAll('[data-host]')].every((row) => row.offsetHeight) && location.hash === '' && !document.querySelector('main .empty').offsetHeight`)
}

func TestShortenedTextsHaveTitles(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+comparePages(t, fleet)[0])
	eval[bool](p, `[...document.querySelector('.multiple a').children].every((part, i) => (part.textContent = i ? '' : 'a-host', true))`) // the first may have a long name
	p.hover(`.multiple a`, 0.5, 0.5)
	cut := `(() => { document.querySelector('.multiple a').firstChild.textContent = 'a-rather-long-name-of-a-host.'.repeat(4); return true; })()`
	if eval[bool](p, `Boolean(document.querySelector('.multiple a').title)`) {
		t.Error("a name that is not shortened has a title")
	}
	p.mouse(chromedp.MouseMoved, point{2, 2}, 0)
	eval[bool](p, cut)
	p.hover(`.multiple a`, 0.5, 0.5)
	p.wait("the title is the name", `document.querySelector('.multiple a').title === document.querySelector('.multiple a').textContent`)
}

func TestOverviewLinksToHosts(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+"index.html")
			name := eval[string](p, `document.querySelector('[data-host] a').textContent`)
			p.click(`[data-host] a`, 1)
			p.wait("the host's page is open", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
			p.click(`.up`, 1)
			p.wait("the back link leads to the overview", `document.querySelectorAll('[data-host]').length > 1`)
		})
	}
}

func TestSearch(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	shown := `[...document.querySelectorAll('[data-host]')].filter((row) => row.offsetHeight)`
	name := eval[string](p, `[...document.querySelectorAll('[data-host]')].pop().dataset.host`)
	p.keys(`.find input`, strings.ToUpper(name))
	p.wait("only that host is shown", fmt.Sprintf(`%s.length >= 1 && %s.every((row) => row.dataset.host.includes(%q))`, shown, shown, name))
	p.reload()
	p.wait("the address keeps the search", fmt.Sprintf(`document.querySelector('.find input').value.toLowerCase() === %q`, strings.ToLower(name)))
}

func TestFilterByState(t *testing.T) {
	dir := copySite(t)
	file := filepath.Join(dir, "index.html")
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	html = regexp.MustCompile(`(data-host="[^"]*" data-state="critical")>`).ReplaceAll(html, []byte(`$1 data-silent>`))
	if err := os.WriteFile(file, html, 0o644); err != nil {
		t.Fatal(err)
	}
	p := newTab(t, 1280, origins[0].base(t, dir)+"index.html")
	if n := eval[int](p, `document.querySelectorAll('[data-state="critical"][data-silent]').length`); n == 0 {
		t.Error("no host is critical and silent")
	}
	total := 0
	for _, state := range []string{"critical", "silent", "warning", "ok"} {
		button := fmt.Sprintf(`.counts [data-state="%s"]`, state)
		p.click(button, 1)
		p.wait("only hosts in state "+state+" are shown, and as many as the button says", fmt.Sprintf(`(() => {
			const button = document.querySelector(%q);
			const rows = [...document.querySelectorAll('[data-host]')].filter((row) => row.offsetHeight);
			return button.ariaPressed === 'true' && rows.length === Number(button.querySelector('b').textContent) && rows.every((row) => row.dataset.state === %q);
		})()`, button, state))
		total += eval[int](p, fmt.Sprintf(`Number(document.querySelector(%q).querySelector('b').textContent)`, button))
	}
	if all := eval[int](p, `document.querySelectorAll('[data-host]').length`); total != all {
		t.Errorf("the counts add up to %d, want %d", total, all)
	}
}

func TestNoHorizontalScrolling(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 390, base+"index.html")
	for _, path := range allPages(t, fleet) {
		p.open(base + path)
		for _, width := range []int64{320, 390, 768} {
			p.resize(width)
			p.wait(fmt.Sprintf("%s is as wide as its window of %d pixels", path, width), // charts follow a little later
				fmt.Sprintf(`innerWidth === %d && document.documentElement.scrollWidth <= innerWidth`, width))
		}
	}
}

func TestPagesWorkWithoutScript(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for _, path := range allPages(t, fleet) {
		p.do(chromedp.Navigate(base + path))
		eval[bool](p, `(document.querySelectorAll('.shut').forEach((shut) => (shut.open = true)), true)`) // a click opens them without a script too
		hidden := eval[int](p, `[...document.querySelectorAll('tr[data-series], [data-host]')].filter((row) => !row.offsetHeight).length`)
		if hidden > 0 {
			t.Errorf("%s: %d rows are invisible", path, hidden)
		}
		if n := eval[int](p, `[...document.querySelectorAll('.chart, .small')].filter((chart) => ![...chart.querySelectorAll('path')].some((path) => path.getBoundingClientRect().width > 50)).length`); n > 0 {
			t.Errorf("%s: %d static charts are not visible", path, n)
		}
		if eval[bool](p, `[...document.querySelectorAll('.ranges > :not(a), .save, .unfold, .at, .find input, .find select')].some((e) => e.offsetHeight)`) {
			t.Errorf("%s: something is visible that needs a script", path)
		}
	}
}

func TestNoStyleInMarkup(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}) // scripts may set positions
	for _, path := range []string{"index.html", firstHost(t), comparePages(t, fleet)[0]} {
		p.do(chromedp.Navigate(base + path))
		if n := eval[int](p, `document.querySelectorAll('[style], style').length`); n > 0 {
			t.Errorf("%s: %d elements with a style of their own", path, n)
		}
	}
}

func TestHostileNamesAreText(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			base := from.base(t, hostile)
			p := newTab(t, 1280, base+"host/innocent/index.html")
			text := eval[string](p, `[document.body.innerText, ...[...document.querySelectorAll(".key")].map((key) => key.textContent)].join("\n")`) // a long name is in two parts
			for _, name := range []string{hostileServer, hostileMount, hostileInterface} {
				if !strings.Contains(text, name) {
					t.Errorf("%s is not on the page", name)
				}
			}
			for _, id := range eval[[]string](p, `[...document.querySelectorAll('[data-chart]')].map((e) => e.dataset.chart)`) {
				chart := fmt.Sprintf(`[data-chart="%s"]`, id)
				canvasSum(p, chart)
				p.hover(chart, 0.5, 0.5)
				p.wait("the tooltip shows the chart", `!document.querySelector('.tip').hidden`)
			}
			if n := eval[int](p, `document.querySelectorAll('img, script:not([src]):not([type="application/json"])').length`); n > 0 {
				t.Errorf("%d elements were made from names", n)
			}
			p.open(base + "index.html")
		})
	}
}

func TestSorting(t *testing.T) {
	for _, from := range origins {
		t.Run(from.name, func(t *testing.T) {
			p := newTab(t, 1280, from.base(t, fleet)+"index.html")
			names := `[...document.querySelectorAll('[data-host]')].map((row) => row.dataset.host).join()`
			first := eval[string](p, names)
			p.click(`.hosts thead th:nth-child(3) button`, 1)
			falling := `(() => {
				const numbers = [...document.querySelectorAll('[data-host]')].map((row) => parseFloat(row.cells[2].querySelector('b').textContent)).filter((n) => n >= 0);
				return numbers.every((n, i) => !i || n <= numbers[i - 1]) && document.querySelector('th:nth-child(3)').ariaSort === 'descending';
			})()`
			p.wait("the highest comes first", falling)
			p.reload()
			p.wait("the address keeps the order", falling)
			p.click(`.hosts thead th:nth-child(3) button`, 1)
			p.wait("the lowest comes first", `document.querySelector('th:nth-child(3)').ariaSort === 'ascending' && location.hash === '#sort=-cpu'`)
			p.click(`.hosts thead th:nth-child(2) button`, 1)
			p.wait("the default order is back", fmt.Sprintf(`%s === %q && location.hash === ''`, names, first))
		})
	}
}

func TestFilterByGroup(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	eval[bool](p, `(() => {
		const select = document.querySelector('.find select');
		select.value = 'web & co';
		return select.dispatchEvent(new Event('change'));
	})()`)
	only := `[...document.querySelectorAll('[data-host]')].every((row) => Boolean(row.offsetHeight) === row.dataset.host.startsWith('web-'))
		&& document.querySelector('.find output').textContent.includes(' of ')`
	p.wait("only hosts of the group are shown", only)
	p.reload()
	p.wait("the address keeps the group", only+` && document.querySelector('.find select').value === 'web & co'`)
}

// addSinceTimes is a script that adds the start of the state to each row with a reason.
const addSinceTimes = `[...document.querySelectorAll('.why')].filter((why) => why.textContent).forEach((why) => {
	if (!why.querySelector('.since')) why.append(' ', document.querySelector('.why .since').cloneNode(true));
	why.querySelector('.since').textContent = 'since Wed 22 06:35';
}) === undefined`

func TestSinceDoesNotMakeRowsHigher(t *testing.T) {
	heights := `[...document.querySelectorAll('[data-host]')].map((row) => row.dataset.host + ' ' + row.getBoundingClientRect().height).join('\n')`
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.wait("the times are the viewer's", `[...document.querySelectorAll('.why time')].length > 0 && [...document.querySelectorAll('.why time')].every((time) => /^(\w{3} \d+ )?\d\d:\d\d$/.test(time.textContent))`)
	eval[bool](p, addSinceTimes)
	with := eval[string](p, heights)
	eval[bool](p, `document.querySelectorAll('.why .since').forEach((since) => since.remove()) === undefined`)
	if without := eval[string](p, heights); without != with {
		t.Errorf("rows:\n%s\nwithout:\n%s", with, without)
	}
}

func TestSinceFollowsReasonOnCard(t *testing.T) {
	for _, width := range []int64{320, 390, 768} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		eval[bool](p, addSinceTimes)
		if off := eval[[]string](p, `[...document.querySelectorAll('.why .since')].filter((since) => {
			const range = document.createRange();
			range.selectNodeContents(since.parentNode.firstChild);
			const reason = [...range.getClientRects()].pop();
			const own = since.getBoundingClientRect();
			const age = since.closest('tr').querySelector('.age').getBoundingClientRect();
			return (innerWidth < 720 && own.top < age.bottom) || own.bottom < reason.bottom - 2 || own.top - reason.bottom > 8;
		}).map((since) => since.closest('tr').dataset.host)`); len(off) > 0 {
			t.Errorf("%d wide: wrong position on the cards of %v", width, off)
		}
	}
}

func TestSparklineOnCardIsSeparateFromBar(t *testing.T) {
	p := newTab(t, 390, origins[0].base(t, fleet)+"index.html")
	near := eval[[]string](p, `[...document.querySelectorAll('tr[data-host]')].filter((row) => {
		const [bar, line] = [row.cells[2].querySelector('.meter'), row.cells[4].querySelector('.spark path')];
		return bar && line && line.getBoundingClientRect().top - bar.getBoundingClientRect().bottom < 5;
	}).map((row) => row.dataset.host)`)
	if len(near) > 0 {
		t.Errorf("the sparkline of the disk is too close to the bar of the CPU in the cards of %v", near)
	}
}
