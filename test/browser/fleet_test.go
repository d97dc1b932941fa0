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

// largeFleet renders a site of more hosts than one table is for, with few samples each, and returns its folder.
func largeFleet(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	bin, err := binary(dir)
	if err != nil {
		t.Fatal(err)
	}
	config, store, site := filepath.Join(dir, "psmonitor.toml"), "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site")
	if err := os.WriteFile(config, []byte("keep = \"20m\"\n"+groups), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"demo", "-hosts", "1200"}, {"render", "-out", site}} {
		if err := run(bin, append(args, "-config", config, "-store", store)...); err != nil {
			t.Fatal(err)
		}
	}
	return site
}

// seen are the hosts that the page shows, in full or by name.
const seen = `[...document.querySelectorAll('[data-host], .entries > li')].filter((host) => host.checkVisibility()).map((host) => host.dataset.host || host.textContent)`

func TestALargeFleet(t *testing.T) {
	site := largeFleet(t)
	for _, step := range []struct {
		name string
		from []origin
		test func(t *testing.T, base string)
	}{
		{"every host is there once", origins, everyHostIsThereOnce},
		{"hosts are found by name", origins, hostsAreFoundByName},
		{"one state only", origins[:1], oneStateOfMany},
		{"one group only", origins, oneGroupOfMany},
		{"chapters lead to each other", origins, chaptersLeadToEachOther},
		{"chapters are sorted", origins[:1], chaptersAreSorted},
		{"nothing moves while a page loads", origins[1:], nothingMoves},
		{"narrow windows scroll only down", origins[:1], largeFleetsScrollOnlyDown},
		{"without a script all is there", origins[:1], withoutScriptAllOfThemAreThere},
		{"everybody can use the pages", origins[:1], everybodyCanUseLargeFleets},
	} {
		for _, from := range step.from {
			t.Run(step.name+", "+from.name, func(t *testing.T) { step.test(t, from.base(t, site)) })
		}
	}
}

// reach clicks on what may be far down, once it stays where it is: what is painted on the way there has another height
// than was thought.
func (p *tab) reach(selector string) {
	p.t.Helper()
	p.wait("it stays where it is", fmt.Sprintf(`(() => {
		const element = document.querySelector(%q);
		element.scrollIntoView({block: 'center', behavior: 'instant'});
		const before = globalThis.reached;
		globalThis.reached = element.getBoundingClientRect().top;
		return reached === before;
	})()`, selector))
	p.click(selector, 1)
}

func everyHostIsThereOnce(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	if n, different := eval[int](p, seen+`.length`), eval[int](p, `new Set(`+seen+`).size`); n != 1200 || different != 1200 {
		t.Errorf("%d hosts are shown, %d names, want 1200", n, different)
	}
	name := eval[string](p, `document.querySelector('.entries a').textContent`)
	p.reach(`.entries a`)
	p.wait("a name leads to its host", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func hostsAreFoundByName(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	name := eval[string](p, `[...document.querySelectorAll('.entries a')].pop().textContent`)
	p.keys(`.find input`, name)
	only := fmt.Sprintf(`(() => { const all = %s; return all.length >= 1 && all.length < 50 && all.includes(%q) && all.every((host) => host.includes(%q)); })()`, seen, name, name)
	p.wait("only that host is shown", only)
	if n := eval[int](p, `[...document.querySelectorAll('main h2, main h3')].filter((heading) => heading.checkVisibility()).length`); n != 2 {
		t.Errorf("%d headings are left, want those of the names and of one block", n)
	}
	p.reload()
	p.wait("the address keeps the words", only)
	worst := eval[string](p, `document.querySelector('[data-host]').dataset.host`)
	p.open(base + "index.html#q=critical+" + worst)
	p.wait("words may be a state and a name", fmt.Sprintf(`(() => { const all = %s; return all.length > 0 && all.length < 50 && all.includes(%q); })()
		&& [...document.querySelectorAll('[data-host]')].every((row) => !row.offsetHeight || row.dataset.state === 'critical')`, seen, worst))
}

func oneStateOfMany(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	for _, state := range []string{"ok", "warning"} {
		button := `.counts [data-state="` + state + `"]`
		p.click(button, 1)
		only := fmt.Sprintf(`%s.length === Number(document.querySelector(%q).textContent.replace(/\D/g, ''))
			&& [...document.querySelectorAll('[data-host], .entries')].every((each) => !each.offsetHeight || each.dataset.state === %q)`, seen, button, state)
		p.wait("as many are shown as the button says", only)
		p.reload()
		p.wait("the address keeps the state", only)
	}
}

func oneGroupOfMany(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	only := `(() => {
		const all = ` + seen + `;
		const [link] = document.querySelectorAll('.groups a');
		return all.length === parseInt(link.parentNode.querySelector('span').textContent, 10) && all.every((host) => host.startsWith('web-'));
	})() && document.querySelector('.find select').value === 'web & co'`
	p.click(`.groups a`, 1)
	p.wait("only hosts of the group are shown", only)
	p.reload()
	p.wait("the address keeps the group", only)
	p.keys(`.find input`, "web & co")
	p.wait("a group's name is found too", only)
	p.click(`.counts [data-state="ok"]`, 1)
	p.wait("one state of one group", `(() => { const all = `+seen+`; return all.length > 0 && all.every((host) => host.startsWith('web-')); })()
		&& ![...document.querySelectorAll('[data-host]')].some((row) => row.offsetHeight)`)
}

func chaptersLeadToEachOther(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	title := eval[string](p, `document.querySelector('.block h3 a').textContent`)
	p.reach(`.block h3 a`)
	p.wait("a heading leads to its chapter", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, title))
	hosts := map[string]bool{}
	for chapter := 1; ; chapter++ {
		p.wait("the chapter is there", fmt.Sprintf(`location.pathname.endsWith('/hosts/%d.html') && document.documentElement.dataset.ready`, chapter))
		for _, name := range eval[[]string](p, seen) {
			hosts[name] = true
		}
		if !eval[bool](p, `Boolean(document.querySelector('.turn [rel="next"]'))`) {
			break
		}
		p.reach(`.turn.end [rel="next"]`)
	}
	if len(hosts) != 1200 {
		t.Errorf("the chapters show %d hosts, want 1200", len(hosts))
	}
	p.reach(`.turn [rel="prev"]`)
	p.wait("the way before leads there", `location.pathname.endsWith('/hosts/4.html')`)
	p.click(`.up`, 1)
	p.wait("the way back leads to the overview", `document.querySelector('.entries')`)
	p.open(base + "hosts/2.html")
	name := eval[string](p, `document.querySelector('[data-host] a').textContent`)
	p.reach(`[data-host] a`)
	p.wait("a row leads to its host", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
}

func chaptersAreSorted(t *testing.T, base string) {
	p := newTab(t, 1280, base+"hosts/2.html")
	names := `[...document.querySelectorAll('[data-host]')].map((row) => row.dataset.host).join()`
	first := eval[string](p, names)
	p.click(`.hosts thead th:nth-child(2) button`, 1)
	worst := `(() => {
		const ranks = [...document.querySelectorAll('[data-host]')].map((row) => ['critical', 'silent', 'warning', 'ok'].indexOf(row.dataset.state));
		return ranks.every((rank, i) => !i || rank >= ranks[i - 1]) && new Set(ranks).size > 1 && location.hash === '#sort=what-is-wrong';
	})()`
	p.wait("the worst come first", worst)
	p.reload()
	p.wait("the address keeps the order", worst)
	p.click(`.hosts thead th:nth-child(1) button`, 1)
	p.wait("by name is the first order", fmt.Sprintf(`%s === %q && location.hash === '' && document.querySelector('th').ariaSort === 'ascending'`, names, first))
}

func nothingMoves(t *testing.T, base string) {
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

func largeFleetsScrollOnlyDown(t *testing.T, base string) {
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

func withoutScriptAllOfThemAreThere(t *testing.T, base string) {
	p := newTab(t, 1280, base+"index.html")
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for path, want := range map[string]int{"index.html": 1200, "hosts/1.html": 250, "hosts/5.html": 200} {
		p.do(chromedp.Navigate(base + path))
		if n := eval[int](p, seen+`.length`); n != want {
			t.Errorf("%s shows %d hosts, want %d", path, n, want)
		}
		if n := eval[int](p, `document.querySelectorAll('[style], style').length`); n > 0 {
			t.Errorf("%s: %d elements with a style of their own", path, n)
		}
	}
	p.do(chromedp.Navigate(base + "index.html"))
	words := regexp.MustCompile(`(?s)in trouble.*All that are well`)
	if text := eval[string](p, `document.querySelector('main').innerText`); !words.MatchString(text) {
		t.Error("those in trouble do not come first")
	}
}

func everybodyCanUseLargeFleets(t *testing.T, base string) {
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
			for _, v := range p.violations(source) {
				t.Errorf("%s, %v: %s", path, look, v)
			}
		}
	}
}
