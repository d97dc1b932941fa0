package browser

import (
	"fmt"
	"testing"
)

// TestOverviewSaysItsOrderAndAges sorts the table, and opens what explains it.
func TestOverviewSaysItsOrderAndAges(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	order := `document.querySelector('.order').textContent`
	first := eval[string](p, order)
	p.wait("the age of the values is told, for all at once", `/^Values at most \d+ (s|min) old; older ones say so\.$/.test(document.querySelector('.heard').textContent)`)
	for _, step := range []struct{ head, want string }{
		{"3", "By CPU, the highest first."}, {"3", "By CPU, the lowest first."}, {"1", "By name, A to Z."}, {"1", "By name, backwards."},
		{"7", "By the course of the state, the worst first."}, {"2", first}, {"2", "By state, the best first."},
	} {
		p.click(`.hosts thead th:nth-child(`+step.head+`) button`, 1)
		p.wait("the order is told: "+step.want, order+` === "`+step.want+`"`)
	}
	p.click(`#reading summary`, 1)
	p.wait("each kind of cell is explained, with a look of its own", `(() => {
		const paths = [...document.querySelectorAll('.cells .ribbon path')];
		const looks = paths.map((path) => ((style) => [path.getAttribute('d'), style.fill, style.strokeDasharray, style.opacity].join())(getComputedStyle(path)));
		return paths.length === 6 && new Set(looks).size === 6 && paths.every((path) => path.getBoundingClientRect().width > 20);
	})()`)
	p.resize(390)
	p.wait("nothing is wider than the window", `document.documentElement.scrollWidth <= 390`)
}

// TestOldRowSaysItsAge has a row that is old though it is neither late nor silent.
func TestOldRowSaysItsAge(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	visible := `(() => {
		const cell = document.querySelector('tr:not([data-silent]) td.age-cell:not(.late)') || document.querySelector('tr:not([data-silent]) td.age-cell');
		cell.classList.remove('late');
		cell.classList.toggle('old', %s);
		return cell.querySelector('.age').getBoundingClientRect().width > 20;
	})()`
	for _, old := range []string{"true", "false"} {
		if got := eval[bool](p, fmt.Sprintf(visible, old)); got != (old == "true") {
			t.Errorf("old %s: its age is shown: %v", old, got)
		}
	}
}
