package browser

import (
	"fmt"
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
			name := eval[string](p, `document.querySelector('.multiple a').textContent`)
			p.click(`.multiple a`, 1)
			p.wait("the host's page is open", fmt.Sprintf(`document.querySelector('h1').textContent === %q`, name))
		})
	}
}
