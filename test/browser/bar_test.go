package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
)

// writeLongName adds a page of a host with a long name to a copy of the fleet's site, and returns the paths of both.
func writeLongName(t *testing.T, dir string) []string {
	t.Helper()
	path := firstHost(t)
	file := filepath.Join(dir, filepath.FromSlash(path))
	html, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	long := regexp.MustCompile(`<h1>[^<]*</h1>`).ReplaceAll(html, []byte("<h1>"+strings.Repeat("a-long-name.", 12)+"</h1>"))
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "long.html"), long, 0o644); err != nil {
		t.Fatal(err)
	}
	return []string{path, strings.Replace(path, "index.html", "long.html", 1)}
}

// TestChartLinkLandsBelowHead opens links to charts. The titles must be visible then, however high the header is.
func TestChartLinkLandsBelowHead(t *testing.T) {
	dir := copySite(t)
	paths, base := writeLongName(t, dir), origins[0].base(t, dir)
	p := newTab(t, 1280, base+"index.html")
	for _, width := range []int64{320, 390, 800, 1024, 1280} {
		p.resize(width)
		for i, path := range paths {
			for _, id := range []string{"memory", "net"} {
				p.open(fmt.Sprintf("%s%s?%d#chart=%s", base, path, width, id)) // another address than before, so that it is opened, not scrolled
				top := eval[float64](p, fmt.Sprintf(`document.querySelector('#chart-%s h2').getBoundingClientRect().top`, id))
				if !eval[bool](p, fmt.Sprintf(`(() => {
					const box = document.querySelector('#chart-%[1]s h2').getBoundingClientRect();
					const at = document.elementFromPoint(box.left + 10, box.top + 2);
					return Boolean(at) && Boolean(at.closest('#chart-%[1]s')) && box.top < 450;
				})()`, id)) {
					t.Errorf("%d wide, long name %v: the title of %s is at %.0f and not visible", width, i == 1, id, top)
				}
			}
		}
	}
}

func TestSectionsMarkTroubleAndPlace(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+troubled(t))
	marked := eval[[]string](p, `[...document.querySelectorAll('.sections a:has(.mark)')].map((link) => link.textContent.trim().replace(/\s+/g, ' '))`)
	if len(marked) == 0 || !strings.HasPrefix(marked[0], "Disk ") {
		t.Errorf("the sections in trouble are %q, want Disk and its state first", marked)
	}
	current := func(what, section string) {
		t.Helper()
		p.wait(what, fmt.Sprintf(`[...document.querySelectorAll('.sections [aria-current]')].map((link) => link.textContent.trim().split(/\s+/)[0]).join() === %q`, section))
	}
	current("the page is at its top", "Top")
	p.open(eval[string](p, `location.href`) + "?#chart=net")
	current("a page that is opened at a chart marks its section alone", "Network")
	p.click(`.sections a[href="#top"]`, 1)
	p.click(`.ranges [data-hours="3"]`, 1)
	p.click(`.sections a[data-charts~="net"]`, 1)
	current("a click marks its section", "Network")
	p.wait("the address keeps the zoom and has the chart", `location.hash === '#3h&chart=net'`)
	eval[bool](p, `(document.querySelector('#chart-memory').scrollIntoView({behavior: 'instant'}), true)`)
	p.wait("scrolling marks another", `document.querySelector('.sections [aria-current]').textContent.includes('Memory') || document.querySelector('.sections [aria-current]').textContent.includes('CPU')`)
	p.click(`.sections a[href="#top"]`, 1)
	current("and the first link leads to the top", "Top")
	p.wait("the page is at its top, and the zoom is kept", `scrollY === 0 && location.hash === '#3h'`)
}

// troubled returns the page of a host with a disk in trouble.
func troubled(t testing.TB) string {
	return hostWith(t, `class="reason (warning|critical)">[^%]*/\S* \d+ % used`)
}

func TestBarStaysInReach(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	for width, limit := range map[int64]float64{1920: 40, 1280: 40, 1024: 40, 390: 92, 320: 92} {
		p.resize(width)
		eval[bool](p, `(scrollTo({top: 1500, behavior: 'instant'}), true)`)
		p.wait("the bar is at the top of the window", `(() => {
			const {top, bottom} = document.querySelector('.sections').getBoundingClientRect();
			return top >= 0 && bottom < 150;
		})()`)
		height := eval[float64](p, `document.querySelector('.sections').getBoundingClientRect().height`)
		if height > limit {
			t.Errorf("%d wide: the bar is %.0f pixels high", width, height)
		}
		if out := eval[[]string](p, `[...document.querySelectorAll('.ranges button')].filter((button) => !button.hidden && button.getBoundingClientRect().right > innerWidth).map((button) => button.textContent)`); len(out) > 0 {
			t.Errorf("%d wide: %v are outside of the window", width, out)
		}
	}
}

func TestSectionsAreLinksWithoutScripts(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+firstHost(t))
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	address := eval[string](p, `document.querySelector('.sections a[data-charts~="net"]').href`)
	if !strings.HasSuffix(address, "#chart=net") {
		t.Errorf("the section Network leads to %s", address)
	}
	missing := eval[[]string](p, `[...document.querySelectorAll('.sections a[data-charts]')].map((link) => link.hash.slice(1)).filter((id) => !document.getElementById(id))`)
	if len(missing) > 0 {
		t.Errorf("no elements have the ids %v", missing)
	}
}
