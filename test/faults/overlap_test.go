package faults

import (
	"path/filepath"
	"slices"
	"strings"
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

// TestManySamplesAtOnce takes so many samples of one machine concurrently that they cannot wait for each other. Each must end in
// time with its sample stored or in the spool; afterwards all are stored.
func TestManySamplesAtOnce(t *testing.T) {
	const atOnce = 200
	dir := t.TempDir()
	m := machines(t, 1, "file://"+filepath.Join(dir, "store"), dir, time.Minute)[0]
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			if o := run(t, never, m.timeout, m.args()...); o.code == 1 && !strings.Contains(o.output, "waits in the spool") {
				t.Errorf("one of %d samples at once: %v; want that it is stored or waits", atOnce, o)
			}
		})
	}
	running.Wait()
	suite.counts.add("samples at once", atOnce)
	if o := m.sample(t, never); o.code != 0 {
		t.Errorf("the sample after them: %v; want exit code 0", o)
	}
	want, there := 2+atOnce+1, storedDates(t, m.store, m.name)
	suite.counts.add("lost", max(0, want-len(there)))
	if len(there) != want || !slices.IsSorted(there) {
		t.Errorf("%d samples are stored, want %d, in order: %t", len(there), want, slices.IsSorted(there))
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
