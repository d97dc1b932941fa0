package browser

import (
	"fmt"
	"testing"
)

// TestEachRowHasARibbon compares the pictures: the worse a cell, the higher it is, and silence is hollow.
func TestEachRowHasARibbon(t *testing.T) {
	for _, width := range []int64{390, 1280} {
		p := newTab(t, width, origins[0].base(t, fleet)+"index.html")
		p.wait("each row has a visible ribbon", `[...document.querySelectorAll('[data-host]')].every((row) => {
			row.scrollIntoView();
			const svg = row.querySelector('.age-cell[data-last] svg.ribbon');
			return svg.getBoundingClientRect().width > 40 && svg.querySelector('path');
		})`)
		p.wait("worse is higher", `(() => {
			const height = (state) => {
				const path = document.querySelector('.ribbon path.' + state);
				return path && path.getBBox().height;
			};
			const heights = ['ok', 'warning', 'critical'].map(height);
			return heights[0] > 0 && heights[1] > heights[0] && heights[2] > heights[1];
		})()`)
		p.wait("silence is hollow", `getComputedStyle(document.querySelector('.ribbon path.silent')).fill === 'none'`)
	}
}

// TestAgeIsSeenWhereItIsLate has the age of a sample in the text of each row, and in sight of a late one only.
func TestAgeIsSeenWhereItIsLate(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	seen := `.querySelector('.age').getBoundingClientRect().width > 10`
	p.wait("a late row's is in sight", `document.querySelector('td.late')`+seen)
	p.wait("each has an age", `[...document.querySelectorAll('td.age-cell .age')].every((age) => / ago$/.test(age.textContent))`)
	eval[bool](p, `(document.querySelectorAll('td.late').forEach((cell) => cell.classList.remove('late')), true)`)
	p.wait("no other row's is", `[...document.querySelectorAll('td.age-cell')].every((cell) => !(cell`+seen+`))`)
}

// TestRibbonIsToldInWords has what a ribbon shows as text, in the viewer's zone, and as a title.
func TestRibbonIsToldInWords(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.zone("Asia/Kolkata")
	p.reload()
	const cell = `[data-silent] td.age-cell`
	p.wait("the times are the viewer's", fmt.Sprintf(`/ago: last sample .*; silent between .*:30 and .*:30; else ok$/.test(
		(document.querySelector('%s').dispatchEvent(new PointerEvent('pointerover', {bubbles: true})), document.querySelector('%s').title))`, cell, cell))
}

// TestRowsAreSortedByTheirTrouble clicks the ribbons' heading.
func TestRowsAreSortedByTheirTrouble(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+"index.html")
	p.click(`.hosts thead .age-cell button`, 1)
	p.wait("the worst is first", `(() => {
		const trouble = [...document.querySelectorAll('td.age-cell')].map(({ dataset }) => Number(dataset.trouble || 0));
		return trouble[0] > trouble.at(-1) && trouble.every((n, i) => i === 0 || n <= trouble[i - 1]);
	})()`)
}
