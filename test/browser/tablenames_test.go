package browser

import (
	"strings"
	"testing"
)

// TestNamesOfDevicesAreWhole opens a host with two NVMe disks, in a window and on a phone: the lines "nvme0n1 write" are not
// shortened, and in the window the table is no wider than its card.
func TestNamesOfDevicesAreWhole(t *testing.T) {
	for _, width := range []int64{1280, 390} {
		p := newTab(t, width, forecastHost(t))
		const names = `Array.from(document.querySelectorAll('#chart-diskio .values .key > span'))`
		if n := eval[int](p, names+`.filter((e) => e.textContent.includes('nvme')).length`); n < 4 {
			t.Errorf("%d px: %d lines of NVMe disks, want 4", width, n)
		}
		const cut = names + `.filter((e) => [e, ...e.children].some((part) => part.scrollWidth > part.clientWidth)).map((e) => e.textContent)`
		if list := eval[[]string](p, cut); len(list) > 0 {
			t.Errorf("%d px: shortened: %s", width, strings.Join(list, ", "))
		}
		const wide = `Array.from(document.querySelectorAll('.values')).filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.closest('figure').id)`
		if list := eval[[]string](p, wide); width > 1000 && len(list) > 0 {
			t.Errorf("%d px: wider than the card: %s", width, strings.Join(list, ", "))
		}
	}
}
