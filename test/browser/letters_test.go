package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// TestLargeLettersOnNarrowScreens: with the largest letters that browsers offer, the page is no wider than a small phone, and
// what stands in its head and above its table is whole.
func TestLargeLettersOnNarrowScreens(t *testing.T) {
	hosts := []string{hostWith(t, `class="since">for `), hostInTrouble(t)}
	base := origins[0].base(t, fleet)
	p := newTab(t, 320, base+"index.html")
	for _, size := range []int64{16, 24} {
		call(p, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: size, Fixed: size - 3}})
		for _, path := range append([]string{"index.html"}, hosts...) {
			p.open(base + path)
			cut := eval[[]string](p, `[...document.querySelectorAll('.bar .state, .bar .since, .heard')].filter((element) =>
				element.scrollWidth > Math.ceil(element.getBoundingClientRect().width) || element.getBoundingClientRect().right > innerWidth).map((element) => element.textContent)`)
			if width := eval[int](p, `document.documentElement.scrollWidth`); width > 320 || len(cut) > 0 {
				t.Errorf("%s, letters of %d: %d wide, cut off: %s", path, size, width, strings.Join(cut, " | "))
			}
		}
	}
}
