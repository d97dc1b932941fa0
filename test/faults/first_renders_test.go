package faults

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// TestKilledFirstRenders makes sites with several renders at once, each of which is killed at a random time. Whatever they
// leave in the folder, the next render must take it for a site of its own.
func TestKilledFirstRenders(t *testing.T) {
	const atOnce = 3
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	f := newFleet(t, storeURL, 4)
	f.grow(t)
	render := func(n int) []string {
		return []string{"render", "-store", storeURL, "-out", filepath.Join(dir, fmt.Sprint("site-", n))}
	}
	duration := mustSucceed(t, time.Minute, render(0)...).took()
	r := newRand(t, 0)
	for n := 1; n <= 4*suite.rounds; n++ {
		var running sync.WaitGroup
		for range atOnce {
			kill := randomTime(r, duration)
			running.Go(func() {
				switch o := run(t, kill, time.Minute, render(n)...); {
				case o.killed:
					suite.counts.add("kills of first renders", 1)
				case o.code != 0:
					t.Errorf("%v; want exit code 0", o)
				}
			})
		}
		running.Wait()
		mustSucceed(t, time.Minute, render(n)...)
		f.check(t, filepath.Join(dir, fmt.Sprint("site-", n)))
	}
}
