package faults

import (
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestOverlappingSamples takes several samples of one machine concurrently. All must be stored, one after the other.
func TestOverlappingSamples(t *testing.T) {
	const atOnce = 5
	for _, kind := range storeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			dir := t.TempDir()
			m := machines(t, 1, kind.url(t, dir), dir, time.Minute)[0]
			for range max(2, suite.rounds/20) {
				var running sync.WaitGroup
				for range atOnce {
					running.Go(func() { mustSucceed(t, m.timeout, m.args()...) })
				}
				running.Wait()
				suite.counts.add("overlapping samples, "+kind.name, atOnce)
			}
			want := 2 + atOnce*max(2, suite.rounds/20) // machines takes two samples
			there := storedDates(t, m.store, m.name)
			if len(there) != want || !slices.IsSorted(there) || len(slices.Compact(there)) != want {
				suite.counts.add("doubled", 1)
				t.Errorf("%d samples are stored, want %d with different times, in order: %v", len(there), want, there)
			}
		})
	}
}

// TestOverlappingRenders renders one site several times concurrently, while new samples are stored.
func TestOverlappingRenders(t *testing.T) {
	const atOnce = 4
	dir := t.TempDir()
	storeURL, site := "file://"+filepath.Join(dir, "store"), filepath.Join(dir, "site")
	f := newFleet(t, storeURL, 6)
	f.grow(t)
	render := []string{"render", "-store", storeURL, "-out", site}
	mustSucceed(t, time.Minute, render...)
	stop := readContinuously(t, site)
	for range 2 * suite.rounds {
		var running sync.WaitGroup
		for range atOnce {
			running.Go(func() { mustSucceed(t, time.Minute, render...) })
		}
		f.grow(t)
		running.Wait()
		suite.counts.add("overlapping renders", atOnce)
	}
	stop()
	mustSucceed(t, time.Minute, render...)
	f.check(t, site)
}
