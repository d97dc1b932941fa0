package faults

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// newAtATime is how many machines send their first sample concurrently. A store creates their files one after the other,
// and a machine waits at most two seconds.
const newAtATime = 10

// machines returns n machines, each with two samples in the store.
func machines(t *testing.T, n int, storeURL, dir string, timeout time.Duration) []*machine {
	t.Helper()
	list := make([]*machine, n)
	for i := range list {
		name := fmt.Sprintf("machine-%03d", i)
		list[i] = &machine{name: name, store: storeURL, state: filepath.Join(dir, "state", name), timeout: timeout}
	}
	for some := range slices.Chunk(list, newAtATime) {
		each(some, func(_ int, m *machine) { m.first(t) })
	}
	return list
}

// each calls work for all machines concurrently: most of the time they wait.
func each(list []*machine, work func(i int, m *machine)) {
	var workers sync.WaitGroup
	for i, m := range list {
		workers.Go(func() { work(i, m) })
	}
	workers.Wait()
}

// randomTime returns a random time during a run, or shortly after its end. duration is the duration of an mustSucceed run.
func randomTime(r *rand.Rand, duration time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(duration + duration/8)))
}

// storeKind is a kind of store, with the number of kills and of machines for it. url creates an empty store.
type storeKind struct {
	name            string
	kills, machines int
	url             func(t *testing.T, dir string) string
}

// storeKinds returns all kinds of stores.
func storeKinds() []storeKind {
	return []storeKind{
		{"file", 6 * suite.rounds, 40, func(_ *testing.T, dir string) string { return "file://" + filepath.Join(dir, "store") }},
		{"mongodb", 2 * suite.rounds, 20, func(t *testing.T, dir string) string {
			return startServer(t, filepath.Join(dir, "ferretdb")).url + "faults"
		}},
	}
}

// TestKilledSamples kills samples at random times. The next sample must succeed without output. At the end all samples
// that were acknowledged must be stored and shown.
func TestKilledSamples(t *testing.T) {
	for _, kind := range storeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			dir := t.TempDir()
			storeURL := kind.url(t, dir)
			list := machines(t, min(kind.machines, kind.kills), storeURL, dir, 30*time.Second)
			share := (kind.kills + len(list) - 1) / len(list)
			each(list, func(i int, m *machine) {
				r := newRand(t, i)
				for killed := 0; killed < share; {
					m.waitUntilDue(t)
					if o := m.sample(t, randomTime(r, m.duration)); o.killed {
						suite.counts.add("kills of sample, "+kind.name, 1)
						killed++
					}
					m.waitUntilDue(t)
					m.mustSucceed(t)
				}
			})
			site := filepath.Join(dir, "site")
			mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
			for _, m := range list {
				m.check(t, storeURL, site)
			}
			checkOnlyFiles(t, dir, "state", "store", "site", "ferretdb")
		})
	}
}
