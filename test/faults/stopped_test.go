package faults

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestStoppedSamples stops a sample with SIGSTOP at a random time, and takes others beside it. They must end in time and none
// may be lost. When the stopped one goes on, it must end as well, and the next sample must succeed.
func TestStoppedSamples(t *testing.T) {
	const beside = 3
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	list := machines(t, min(10, suite.rounds), storeURL, dir, 8*time.Second)
	share := (suite.rounds + len(list) - 1) / len(list)
	maybe := make([]int, len(list)) // stopped samples that may have been taken, although they failed
	each(list, func(i int, m *machine) {
		r := newRand(t, i)
		for range share {
			m.waitUntilDue(t)
			resume := startStopped(t, m, randomTime(r, m.duration))
			for range beside {
				o := m.sample(t, never)
				suite.counts.add("samples beside a stopped one", 1)
				if o.code > 1 || strings.Contains(o.output, "lost") || strings.Contains(o.output, "no sample") {
					t.Errorf("beside a stopped sample: %v; want a sample that is stored or waits", o)
				}
				if strings.Contains(o.output, "has held") {
					suite.counts.add("samples that waited for a stopped one", 1)
				}
			}
			if !resume() {
				maybe[i]++
			}
			m.waitUntilDue(t)
			if o := m.sample(t, never); o.code != 0 || o.output != "" && !recovered(o.output) {
				t.Errorf("after a stopped sample went on: %v; want exit code 0", o)
			}
		}
	})
	site := filepath.Join(dir, "site")
	mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
	for i, m := range list {
		stored, shown := storedDates(t, storeURL, m.name), shownDates(t, site, m.name)
		slices.Sort(stored)
		want := len(m.runs) + share - maybe[i] // with the stopped ones that succeeded
		suite.counts.add("samples taken", len(stored))
		suite.counts.add("samples shown", len(shown))
		if n := len(slices.Compact(slices.Clone(stored))); n != len(stored) {
			suite.counts.add("doubled", len(stored)-n)
			t.Errorf("%s: %d of %d samples are doubled", m.name, len(stored)-n, len(stored))
		}
		if len(stored) < want || len(stored) > want+maybe[i] || !slices.Equal(stored, shown) {
			suite.counts.add("lost", max(0, want-len(stored), len(stored)-len(shown)))
			t.Errorf("%s: %d samples are stored and %d shown, want %d to %d", m.name, len(stored), len(shown), want, want+maybe[i])
		}
	}
}

// startStopped starts a sample and stops it after some time. resume lets it go on, waits for its end, and reports whether it
// succeeded.
func startStopped(t *testing.T, m *machine, after time.Duration) (resume func() bool) {
	t.Helper()
	command := exec.Command(suite.psmonitor, m.args()...)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	command.Env = programEnv()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	wait(t.Context(), time.Now().Add(after))    // the fault is at that time
	_ = command.Process.Signal(syscall.SIGSTOP) // it may have ended
	return func() bool {
		_ = command.Process.Signal(syscall.SIGCONT)
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		select {
		case err := <-ended:
			return err == nil
		case <-time.After(m.timeout + slack):
			suite.counts.add("beyond the time", 1)
			t.Errorf("a stopped sample does not end after it went on: %q", output.String())
			_ = command.Process.Kill()
			return <-ended == nil
		}
	}
}
