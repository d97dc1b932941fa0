package browser

import (
	"strings"
	"testing"
)

// TestComparePageLeadsToSearchOfAllHosts looks for a host that a compare page does not have.
func TestComparePageLeadsToSearchOfAllHosts(t *testing.T) {
	base := origins[0].base(t, fleet)
	p := newTab(t, 1280, base+"compare/cpu.html")
	eval[bool](p, `(document.querySelector('.multiples').dataset.cut = 'The first 12 of 300 hosts', true)`)
	p.keys(`.find input`, "no & host")
	p.wait("the message says what is left out", `document.querySelector('main .empty').textContent === 'No host matches. Show all hostsThe first 12 of 300 hosts are here, those with the highest values. Find “no & host” among all hosts'`)
	p.click(`main .empty a`, 1)
	p.wait("the overview searches for it", `location.pathname.endsWith('/index.html') && document.querySelector('.find input').value === 'no & host'`)
	if eval[bool](p, `Boolean(document.querySelector('main .empty a'))`) {
		t.Error("the overview leads to itself")
	}
}

// TestEndsOfNamesAreSeenOnComparePage has names that do not fit, and differ at their ends alone.
func TestEndsOfNamesAreSeenOnComparePage(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"compare/cpu.html")
	for _, width := range []int64{390, 1280} {
		p.resize(width)
		for _, head := range []string{"web-", strings.Repeat("production-", 6)} {
			eval[bool](p, `[...document.querySelectorAll('.multiple a')].every((link) => {
				const [front, rear, domain] = link.children;
				[front.textContent, rear.textContent, domain.textContent] = ['`+head+`', 'web-101', '.example.org'.repeat(4)];
				return true;
			})`)
			p.wait("the end is not cut, and what is cut has an ellipsis", `[...document.querySelectorAll('.multiple a')].every((link) => {
				const [front, rear, domain] = link.children;
				const card = link.closest('.multiple').getBoundingClientRect();
				const box = rear.getBoundingClientRect();
				return rear.scrollWidth <= rear.clientWidth && box.right <= card.right && box.left >= card.left + 20
					&& [front, domain].every((part) => getComputedStyle(part).textOverflow === 'ellipsis')
					&& (front.textContent !== 'web-' || (front.clientWidth >= rear.clientWidth / 3 && domain.clientWidth > 20))
					&& (front.scrollWidth <= front.clientWidth || domain.clientWidth < 12);
			})`)
		}
	}
	p.keys(`.own`, "\t")
	p.wait("with the focus, all of the name is seen", `(() => {
		const link = document.querySelector('.multiple a:focus-visible');
		return [...link.children].every((part) => part.scrollWidth <= part.clientWidth + 1);
	})()`)
}
