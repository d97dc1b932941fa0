package faults

import (
	"fmt"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The time that runs get while there is an outage.
const (
	sampleTimeout = 2 * time.Second
	renderTimeout = time.Second // for each operation of the store
)

// watched is a machine whose samples go through a proxy, and the site of them.
type watched struct {
	machine
	proxy   *proxy
	direct  string // the store's URL without the proxy
	site    string
	traffic struct{ sample, render int64 } // bytes of an undisturbed run
}

func newWatched(t *testing.T, s *server, dir, name string) *watched {
	t.Helper()
	p := newProxy(t, s.address)
	database := "/faults-" + name
	w := &watched{proxy: p, direct: "mongodb://" + s.address + database, site: filepath.Join(dir, "site", name), machine: machine{
		name: name, state: filepath.Join(dir, "state", name), store: "mongodb://" + p.address + database, timeout: 20 * time.Second}}
	w.first(t)
	p.heal()
	w.rest(t)
	w.undisturbed(t)
	w.traffic.sample, _ = p.heal()
	undisturbed(t, time.Minute, w.renderArgs(20*time.Second)...)
	w.traffic.render, _ = p.heal()
	return w
}

func (w *watched) renderArgs(timeout time.Duration) []string {
	return []string{"render", "-store", w.store, "-out", w.site, "-timeout", timeout.String()}
}

// outage takes a sample and renders while the outage lasts, and again when it is over. end tells whether the outage
// has come in time to matter. outage returns 1 if it did, or a run failed.
func (w *watched) outage(t *testing.T, kind string, begin func(), end func() bool) int {
	t.Helper()
	w.rest(t)
	w.timeout = sampleTimeout
	begin()
	var both sync.WaitGroup
	var taken, rendered outcome
	both.Go(func() { taken = run(t, never, w.timeout, w.args()...) })
	both.Go(func() {
		const operations = 3 // opening, one host, closing
		rendered = run(t, never, operations*renderTimeout, w.renderArgs(renderTimeout)...)
	})
	both.Wait()
	hit := 0
	if end() || taken.code == 1 || rendered.code == 1 {
		hit = 1
	}
	w.note(taken)
	suite.counts.add("outages, "+kind, hit)
	suite.counts.add("samples that an outage kept from the store", taken.code)
	suite.counts.add("renders that an outage kept from the store", rendered.code)
	for command, o := range map[string]outcome{"sample": taken, "render": rendered} {
		if o.code != 0 && o.code != 1 || o.code == 1 && o.said == "" || o.code == 0 && o.said != "" {
			t.Errorf("%s during %s: %v; want 0 and silence, or 1 and a reason", command, kind, o)
		}
	}
	if problem := wholeSite(w.site); problem != nil {
		suite.counts.add("torn", 1)
		t.Error(problem)
	}
	w.recover(t, taken.code != 0)
	return hit
}

// recover takes a sample after an outage and renders, which must be right.
func (w *watched) recover(t *testing.T, failed bool) {
	t.Helper()
	w.rest(t)
	w.timeout = 20 * time.Second
	if o := w.sample(t, never); o.code != 0 || failed && !recovered(o.said) || !failed && o.said != "" {
		t.Errorf("the sample after an outage: %v; want exit code 0, and that the store works again, if the one before had failed", o)
	}
	undisturbed(t, time.Minute, w.renderArgs(20*time.Second)...)
	if there, onPage := dates(t, w.direct, w.name), shown(t, w.site, w.name); len(there) != len(onPage) {
		suite.counts.add("lost", 1)
		t.Errorf("%d samples are stored and %d shown", len(there), len(onPage))
	}
}

// TestOutages has the proxy before the server misbehave, after a random number of bytes: of the handshake, of the
// question, of the answer.
func TestOutages(t *testing.T) {
	const atATime = 8
	dir := t.TempDir()
	s := startServer(t, filepath.Join(dir, "ferretdb"))
	t.Cleanup(func() { untouched(t, dir, "state", "site", "ferretdb") })
	for number, kind := range []misbehaviour{refuse, blackHole, freeze, trickle, reset, cut} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel() // most of it is waiting
			share := (suite.rounds + atATime - 1) / atATime
			var workers sync.WaitGroup
			for worker := range atATime {
				workers.Go(func() {
					r := chance(t, worker)
					w := newWatched(t, s, dir, fmt.Sprintf("machine-%d-%d", number, worker))
					for hits := 0; hits < share; {
						after := r.Int64N(w.traffic.sample + w.traffic.render)
						if kind == refuse || kind == blackHole && r.IntN(2) == 0 {
							after = 0
						}
						hits += w.outage(t, string(kind), func() { w.proxy.misbehave(kind, after) }, func() bool {
							_, bit := w.proxy.heal()
							return bit
						})
					}
					w.check(t, w.direct, w.site)
				})
			}
			workers.Wait()
		})
	}
}

// TestServerOutages freezes and kills the server itself, at random instants of the runs.
func TestServerOutages(t *testing.T) {
	const servers = 6
	for _, kind := range []struct {
		name       string
		begin, end func(t *testing.T, s *server)
	}{
		{"frozen servers (SIGSTOP)",
			func(t *testing.T, s *server) { s.signal(t, syscall.SIGSTOP) },
			func(t *testing.T, s *server) { s.signal(t, syscall.SIGCONT) }},
		{"killed servers (SIGKILL)",
			func(t *testing.T, s *server) { s.kill(t) },
			func(t *testing.T, s *server) { s.start(t) }},
	} {
		t.Run(kind.name, func(t *testing.T) {
			share := (suite.rounds + servers - 1) / servers
			var workers sync.WaitGroup
			for worker := range servers {
				workers.Go(func() {
					r, dir := chance(t, worker), t.TempDir()
					s := startServer(t, filepath.Join(dir, "ferretdb"))
					w := newWatched(t, s, dir, fmt.Sprintf("machine-%d", worker))
					for hits := 0; hits < share; {
						begun := make(chan struct{})
						hits += w.outage(t, kind.name, func() {
							at := time.Now().Add(instant(r, w.life))
							go func() {
								wait(t.Context(), at)
								kind.begin(t, s)
								close(begun)
							}()
						}, func() bool {
							<-begun
							kind.end(t, s)
							return false
						})
					}
					w.check(t, w.direct, w.site)
				})
			}
			workers.Wait()
		})
	}
}
