package browser

import "testing"

// TestReasonLeadsToWhatMayExplainIt: a disk that fills leads to what is written.
func TestReasonLeadsToWhatMayExplainIt(t *testing.T) {
	p := newTab(t, 1280, origins[0].base(t, fleet)+troubled(t))
	p.click(`.ranges [data-hours="3"]`, 1)
	p.click(`.reason:has(a[href="#chart=disks"]) .see a[href="#chart=diskio"]`, 1)
	p.wait("one click leads to the chart of disk I/O, and the zoom stays", `location.hash === '#3h&chart=diskio' && (() => {
		const {top, bottom} = document.getElementById('chart=diskio').getBoundingClientRect();
		return top >= 0 && bottom <= innerHeight;
	})()`)
}
