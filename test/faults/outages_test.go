package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Timeouts of runs during an outage.
const (
	sampleTimeout = 2 * time.Second
	renderTimeout = time.Second // for each operation of the store
)

// proxiedMachine is a machine whose samples and renders go through a proxy.
type proxiedMachine struct {
	machine
	proxy   *proxy
	direct  string // the store's URL without the proxy
	site    string
	traffic struct{ sample, render int64 } // bytes in an mustSucceed run
}

func newProxiedMachine(t *testing.T, s *server, dir, name string) *proxiedMachine {
	t.Helper()
	p := newProxy(t, s.address)
	database := "/faults-" + name
	w := &proxiedMachine{proxy: p, direct: "mongodb://" + s.address + database, site: filepath.Join(dir, "site", name), machine: machine{
		name: name, state: filepath.Join(dir, "state", name), store: "mongodb://" + p.address + database, timeout: 20 * time.Second}}
	if err := os.MkdirAll(filepath.Dir(w.site), 0o755); err != nil {
		t.Fatal(err)
	}
	w.first(t)
	p.restore()
	w.waitUntilDue(t)
	w.mustSucceed(t)
	w.traffic.sample, _ = p.restore()
	mustSucceed(t, time.Minute, w.renderArgs(20*time.Second)...)
	w.traffic.render, _ = p.restore()
	return w
}

func (w *proxiedMachine) renderArgs(timeout time.Duration) []string {
	return []string{"render", "-store", w.store, "-out", w.site, "-timeout", timeout.String()}
}

// outage takes a sample and renders during an outage, and again after it. end ends the outage and reports whether it had an
// effect. outage returns 1 if it had, or if a run failed.
func (w *proxiedMachine) outage(t *testing.T, kind string, begin func(), end func() bool) int {
	t.Helper()
	w.waitUntilDue(t)
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
	w.record(taken)
	suite.counts.add("outages, "+kind, hit)
	suite.counts.add("samples that an outage kept from the store", taken.code)
	suite.counts.add("renders that an outage kept from the store", rendered.code)
	for command, o := range map[string]outcome{"sample": taken, "render": rendered} {
		if o.code != 0 && o.code != 1 || o.code == 1 && o.output == "" || o.code == 0 && o.output != "" {
			t.Errorf("%s during %s: %v; want exit code 0 without output, or 1 and a reason", command, kind, o)
		}
	}
	if problem := checkComplete(w.site); problem != nil {
		suite.counts.add("torn", 1)
		t.Error(problem)
	}
	w.recover(t, taken.code != 0)
	return hit
}

// recover takes a sample after an outage, renders, and checks the result.
func (w *proxiedMachine) recover(t *testing.T, failed bool) {
	t.Helper()
	w.waitUntilDue(t)
	w.timeout = 20 * time.Second
	if o := w.sample(t, never); o.code != 0 || failed && !recovered(o.output) || !failed && o.output != "" {
		t.Errorf("the sample after an outage: %v; want exit code 0, and \"the store works again\" if the sample before failed", o)
	}
	mustSucceed(t, time.Minute, w.renderArgs(20*time.Second)...)
	if there, onPage := storedDates(t, w.direct, w.name), shownDates(t, w.site, w.name); len(there) != len(onPage) {
		suite.counts.add("lost", 1)
		t.Errorf("%d samples are stored and %d shown", len(there), len(onPage))
	}
}

// TestOutages makes the proxy fail after a random number of bytes: during the handshake, the request or the answer.
func TestOutages(t *testing.T) {
	const atATime = 8
	dir := t.TempDir()
	s := startServer(t, filepath.Join(dir, "ferretdb"))
	t.Cleanup(func() { checkOnlyFiles(t, dir, "state", "site", "ferretdb") })
	for number, kind := range []fault{refuse, noAnswer, stall, slow, reset, cut} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel() // the tests mostly wait
			share := (suite.rounds + atATime - 1) / atATime
			var workers sync.WaitGroup
			for worker := range atATime {
				workers.Go(func() {
					r := newRand(t, worker)
					w := newProxiedMachine(t, s, dir, fmt.Sprintf("machine-%d-%d", number, worker))
					for hits := 0; hits < share; {
						after := r.Int64N(w.traffic.sample + w.traffic.render)
						if kind == refuse || kind == noAnswer && r.IntN(2) == 0 {
							after = 0
						}
						hits += w.outage(t, string(kind), func() { w.proxy.inject(kind, after) }, func() bool {
							_, interfered := w.proxy.restore()
							return interfered
						})
					}
					w.check(t, w.direct, w.site)
				})
			}
			workers.Wait()
		})
	}
}

// TestServerOutages stops and kills the server at random times during the runs.
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
					r, dir := newRand(t, worker), t.TempDir()
					s := startServer(t, filepath.Join(dir, "ferretdb"))
					w := newProxiedMachine(t, s, dir, fmt.Sprintf("machine-%d", worker))
					for hits := 0; hits < share; {
						begun := make(chan struct{})
						hits += w.outage(t, kind.name, func() {
							at := time.Now().Add(randomTime(r, w.duration))
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
