package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// largeFleet returns the folder of a site with more hosts than fit into the overview's table.
var largeFleet = once("large", func(dir string) (string, error) {
	config := filepath.Join(dir, "psmonitor.toml")
	if err := os.WriteFile(config, []byte("keep = \"20m\"\n"+groups), 0o600); err != nil {
		return "", err
	}
	return renderDemo(dir, config, "-hosts", "1200")
})

// visibleHosts is an expression for the names of the visible hosts, in rows and in lists.
const visibleHosts = `[...document.querySelectorAll('[data-host], .entries > li')].filter((host) => host.checkVisibility()).map((host) => host.dataset.host || host.textContent)`

func TestLargeFleet(t *testing.T) {
	site := largeFleet(t)
	for _, step := range []struct {
		name string
		from []origin
		test func(t *testing.T, base string)
	}{
		{"every host is shown once", origins, everyHostIsShownOnce},
		{"search finds names", origins, searchFindsNames},
		{"filter by state", origins[:1], filterByState},
		{"filter by group", origins, filterByGroup},
		{"headings count what is shown", origins[:1], headingsCountWhatIsShown},
		{"hosts pages are linked", origins, hostsPagesAreLinked},
		{"hosts pages can be sorted", origins[:1], hostsPagesCanBeSorted},
		{"no layout shift", origins[1:], noLayoutShift},
		{"no horizontal scrolling", origins[:1], noHorizontalScrolling},
		{"all hosts without script", origins[:1], allHostsWithoutScript},
		{"accessible", origins[:1], largeFleetIsAccessible},
	} {
		for _, from := range step.from {
			t.Run(step.name+", "+from.name, func(t *testing.T) { step.test(t, from.base(t, site)) })
		}
	}
}

// scrollAndClick scrolls to an element and clicks it when its position no longer changes. Blocks on the way change their
// height when they are painted.
func (p *tab) scrollAndClick(selector string) {
	p.t.Helper()
	p.wait("the position no longer changes", fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element.scrollIntoView({block: 'center', behavior: 'instant'});
		const before = globalThis.reached;
		globalThis.reached = element.getBoundingClientRect().top;
		return reached === before;
	})()`, selector))
	p.click(selector, 1)
}

func everyHostIsShownOnce(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	if n, different := eval[int](p, visibleHosts+`.length`), eval[int](p, `new Set(`+visibleHosts+`).size`); n != 1200 || different != 1200 {
		t.Errorf("%d hosts are shown, %d names, want 1200", n, different)
	}
	name := eval[string](p, `document.querySelector('.entries a').textContent`)
	p.scrollAndClick(`.entries a`)
	p.wait("the name links to its host", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func searchFindsNames(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	name := eval[string](p, `[...document.querySelectorAll('.entries a')].pop().textContent`)
	p.keys(`.find input`, name)
	only := fmt.Sprintf(`(() => { const all = %s; return all.length >= 1 && all.length < 50 && all.includes(%q) && all.every((host) => host.includes(%q)); })()`, visibleHosts, name, name)
	p.wait("only that host is shown", only)
	if n := eval[int](p, `[...document.querySelectorAll('main h2, main h3')].filter((heading) => heading.checkVisibility()).length`); n != 2 {
		t.Errorf("%d headings are left, want those of the names and of one block", n)
	}
	p.reload()
	p.wait("the address keeps the words", only)
	worst := eval[string](p, `document.querySelector('[data-host]').dataset.host`)
	p.open(base + "index.html#q=critical+" + worst)
	p.wait("words match a state and a name", fmt.Sprintf(`(() => { const all = %s; return all.length > 0 && all.length < 50 && all.includes(%q); })()
		&& [...document.querySelectorAll('[data-host]')].every((row) => !row.offsetHeight || row.dataset.state === 'critical')`, visibleHosts, worst))
}

func filterByState(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	for _, state := range []string{"ok", "warning"} {
		button := `.counts [data-state="` + state + `"]`
		p.click(button, 1)
		only := fmt.Sprintf(`%s.length === Number(document.querySelector(%q).textContent.replace(/\D/g, ''))
			&& [...document.querySelectorAll('[data-host], .entries')].every((each) => !each.offsetHeight || each.dataset.state === %q)`, visibleHosts, button, state)
		p.wait("the number of hosts equals that on the button", only)
		p.reload()
		p.wait("the address keeps the state", only)
	}
}

func filterByGroup(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	only := `(() => {
		const all = ` + visibleHosts + `;
		const [link] = document.querySelectorAll('.groups a');
		return all.length === parseInt(link.parentNode.querySelector('span').textContent, 10) && all.every((host) => host.startsWith('web-'));
	})() && document.querySelector('.find select').value === 'web & co'`
	p.click(`.groups a`, 1)
	p.wait("only hosts of the group are shown", only)
	p.reload()
	p.wait("the address keeps the group", only)
	p.keys(`.find input`, "web & co")
	p.wait("the search finds a group's name", only)
	p.click(`.counts [data-state="ok"]`, 1)
	p.wait("state and group are combined", `(() => { const all = `+visibleHosts+`; return all.length > 0 && all.every((host) => host.startsWith('web-')); })()
		&& ![...document.querySelectorAll('[data-host]')].some((row) => row.offsetHeight)`)
}

func headingsCountWhatIsShown(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	all := eval[string](p, `document.querySelector('#trouble').textContent`)
	p.keys(`.find input`, "web")
	p.wait("the heading has the number of rows", `(() => {
		const rows = [...document.querySelectorAll('[data-host]')].filter((row) => row.offsetHeight);
		return rows.length > 0 && document.querySelector('#trouble').textContent === `+"`${rows.length} of "+all+"`"+`;
	})()`)
	p.wait("chapters have theirs, which add up to it", `(() => {
		const [count, ...chapters] = [...document.querySelectorAll('#trouble, .block h3 small')].map((heading) => parseInt(heading.textContent, 10));
		return chapters.reduce((a, b) => a + b) === count;
	})()`)
	eval[bool](p, `(document.querySelector('.find input').value = '', document.querySelector('.find input').dispatchEvent(new Event('input')))`)
	p.wait("all are counted again", fmt.Sprintf(`document.querySelector('#trouble').textContent === %q`, all))
}

func hostsPagesAreLinked(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	title := eval[string](p, `document.querySelector('.block h3 a').textContent`)
	p.scrollAndClick(`.block h3 a`)
	p.wait("a heading links to its hosts page", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, title))
	hosts := map[string]bool{}
	for chapter := 1; ; chapter++ {
		p.wait("the hosts page is ready", fmt.Sprintf(`location.pathname.endsWith('/hosts/%d.html') && document.documentElement.dataset.ready`, chapter))
		for _, name := range eval[[]string](p, visibleHosts) {
			hosts[name] = true
		}
		if !eval[bool](p, `Boolean(document.querySelector('.turn [rel="next"]'))`) {
			break
		}
		p.scrollAndClick(`.turn.end [rel="next"]`)
	}
	if len(hosts) != 1200 {
		t.Errorf("the hosts pages show %d hosts, want 1200", len(hosts))
	}
	p.scrollAndClick(`.turn [rel="prev"]`)
	p.wait("prev links to the page before", `location.pathname.endsWith('/hosts/4.html')`)
	p.click(`.up`, 1)
	p.wait("the back link leads to the overview", `document.querySelector('.entries')`)
	p.open(base + "hosts/2.html")
	name := eval[string](p, `document.querySelector('[data-host] a').textContent`)
	p.scrollAndClick(`[data-host] a`)
	p.wait("a row links to its host", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func hostsPagesCanBeSorted(t *testing.T, base string) {
	p := newTab(t, 1280, base+"hosts/2.html")
	names := `[...document.querySelectorAll('[data-host]')].map((row) => row.dataset.host).join()`
	first := eval[string](p, names)
	p.click(`.hosts thead th:nth-child(2) button`, 1)
	worst := `(() => {
		const ranks = [...document.querySelectorAll('[data-host]')].map((row) => ['critical', 'silent', 'warning', 'ok'].indexOf(row.dataset.state));
		return ranks.every((rank, i) => !i || rank >= ranks[i - 1]) && new Set(ranks).size > 1 && location.hash === '#sort=what-is-wrong';
	})()`
	p.wait("the worst states come first", worst)
	p.reload()
	p.wait("the address keeps the order", worst)
	p.click(`.hosts thead th:nth-child(1) button`, 1)
	p.wait("the default order is by name", fmt.Sprintf(`%s === %q && location.hash === '' && document.querySelector('th').ariaSort === 'ascending'`, names, first))
}

func noLayoutShift(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	p.watchShifts()
	for _, width := range []int64{1280, 390} {
		p.resize(width)
		for _, path := range []string{"index.html", "hosts/1.html"} {
			p.open(base + path)
			for range 3 {
				p.wait("a frame is painted", `true`)
			}
			p.checkShifts(path)
		}
	}
}

func noHorizontalScrolling(t *testing.T, base string) {
	p := newTab(t, 390, base+"index.html")
	for _, width := range []int64{320, 390, 768} {
		p.resize(width)
		for _, path := range []string{"index.html", "index.html#state=ok", "hosts/1.html", "hosts/5.html"} {
			p.open(base + path)
			if got := eval[int64](p, `(scrollTo(0, document.body.scrollHeight), document.documentElement.scrollWidth)`); got > width {
				t.Errorf("%s is %d pixels wide in a window of %d", path, got, width)
			}
		}
	}
}

func allHostsWithoutScript(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for path, want := range map[string]int{"index.html": 1200, "hosts/1.html": 250, "hosts/5.html": 200} {
		p.do(chromedp.Navigate(base + path))
		if n := eval[int](p, visibleHosts+`.length`); n != want {
			t.Errorf("%s shows %d hosts, want %d", path, n, want)
		}
		if n := eval[int](p, `document.querySelectorAll('[style], style').length`); n > 0 {
			t.Errorf("%s: %d elements with a style of their own", path, n)
		}
	}
	p.do(chromedp.Navigate(base + "index.html"))
	words := regexp.MustCompile(`(?s)in trouble.*All that are well`)
	if text := eval[string](p, `document.querySelector('main').innerText`); !words.MatchString(text) {
		t.Error("the hosts in trouble are not first")
	}
}

// fewOfEach is a script that leaves thirty rows and names of each list, because axe-core needs seconds for a thousand equal ones.
const fewOfEach = `(document.querySelectorAll('.hosts tbody, .entries').forEach((list) => [...list.children].slice(30).forEach((child) => child.remove())), true)`

func largeFleetIsAccessible(t *testing.T, base string) {
	source := axe(t)
	p := newTab(t, 1280, base+"index.html")
	for _, look := range []struct {
		width  int64
		scheme string
	}{{1280, "light"}, {390, "dark"}} {
		p.resize(look.width)
		p.scheme(look.scheme)
		for _, path := range []string{"index.html", "hosts/2.html"} {
			p.open(base + path)
			eval[bool](p, fewOfEach)
			for _, v := range p.violations(source) {
				t.Errorf("%s, %v: %s", path, look, v)
			}
		}
	}
}
