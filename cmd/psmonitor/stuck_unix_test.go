//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// command returns the program with the machine's arguments and more, as a process of its own. A process that hangs is killed
// after two minutes.
func (m *machine) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	args = append([]string{"sample", "-host", "example01", "-config", os.DevNull,
		"-store", m.store(), "-state", filepath.Join(m.dir, "state")}, args...)
	return exec.CommandContext(ctx, "psmonitor", args...)
}

// stop stops a process. It is killed at the end of the test, or by resume.
func stop(t *testing.T, p *os.Process) (kill func()) {
	t.Helper()
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	return func() {
		_ = p.Kill()
		_, _ = p.Wait()
	}
}

// TestSampleBesideAStoppedProcess has a process that is stopped while it holds the first lock, and the spool perhaps.
func TestSampleBesideAStoppedProcess(t *testing.T) {
	for name, locks := range map[string][]string{
		"the lock":               {"example01.lock"},
		"the lock and the spool": {"example01.lock", "example01.spool"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			code, output := m.sample(t.Context())
			want(t, "before", code, output, "", exitDone)
			holder := exec.CommandContext(t.Context(), "holdlocks", append([]string{filepath.Join(m.dir, "state")}, locks...)...)
			input, err := holder.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer input.Close()
			out, err := holder.StdoutPipe()
			if err == nil {
				err = holder.Start()
			}
			if err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
				t.Fatal(line, err)
			}
			kill := stop(t, holder.Process)
			defer kill()
			inTheWay := fmt.Sprintf("process %d has held %s", holder.Process.Pid, filepath.Join(m.dir, "state", "example01.lock"))
			code, output = m.sample(t.Context(), "-timeout", "12s")
			want(t, "beside it", code, output, inTheWay, exitDone)
			code, output = m.sample(t.Context(), "-timeout", "12s", "-store", away)
			want(t, "without a store", code, output, "(the sample waits in the spool)", exitFailed)
			code, output = m.sample(t.Context(), "-timeout", "12s")
			want(t, "beside it, with a store", code, output, "samples delivered: 1", exitDone)
			kill()
			code, output = m.sample(t.Context())
			want(t, "when it has ended", code, output, "", exitDone)
			checkChain(t, documents(t, m.store()), 5)
		})
	}
}

// TestSampleBesideAStoppedDelivery has a sampler that is stopped while it waits for its store.
func TestSampleBesideAStoppedDelivery(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	hole, accepted := blackHole(t)
	first := m.command(t, "-store", hole, "-timeout", "1h")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-accepted
	kill := stop(t, first.Process)
	defer kill()
	code, output := m.sample(t.Context(), "-timeout", "4s")
	want(t, "beside it", code, output, fmt.Sprintf("process %d has held %s", first.Process.Pid, filepath.Join(m.dir, "state", "example01.delivering")), exitFailed)
	if n := m.spooled(t); n != 2 || !strings.Contains(output, "the sample waits in the spool") {
		t.Errorf("%d samples wait in the spool, output %q; want those of both", n, output)
	}
	kill()
	code, output = m.sample(t.Context())
	want(t, "when it has ended", code, output, "samples delivered: 2", exitDone)
	checkChain(t, documents(t, m.store()), 3)
}

// TestStderrThatNobodyReads has a full pipe as stderr, and one whose reader has gone. Neither costs the sample.
func TestStderrThatNobodyReads(t *testing.T) {
	for name, prepare := range map[string]func(r, w *os.File) error{
		"closed": func(r, _ *os.File) error { return r.Close() },
		"full":   func(_, w *os.File) error { return fill(w) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			defer r.Close()
			if err := prepare(r, w); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"-store", away}, {"-v"}} {
				command := m.command(t, args...)
				command.Stderr = w
				wanted := map[string]int{"-v": exitDone, "-store": exitFailed}[args[0]]
				if err := command.Run(); command.ProcessState.ExitCode() != wanted {
					t.Errorf("%v: %v, want exit code %d", args, err, wanted)
				}
			}
			checkChain(t, documents(t, m.store()), 2)
		})
	}
}

// TestManySamplesAtOnce has more processes than can wait for each other in time.
func TestManySamplesAtOnce(t *testing.T) {
	t.Parallel()
	const atOnce = 40
	m := newMachine(t)
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			output, err := m.command(t, "-timeout", "20s", "-store", away).CombinedOutput()
			if err == nil || strings.Contains(string(output), "lost") {
				t.Errorf("%v, output %q; want a failure that loses nothing", err, output)
			}
		})
	}
	running.Wait()
	if n := m.spooled(t); n != atOnce {
		t.Errorf("%d samples wait in the spool, want %d", n, atOnce)
	}
	if code, output := m.sample(t.Context()); code != exitDone {
		t.Errorf("exit code %d, output %q", code, output)
	}
	checkOrder(t, documents(t, m.store()), atOnce+1)
}

// TestRepeatedSamplingDelivers samples every second with a warning that lasts: to remember it, deliveries need the lock that
// samples take.
func TestRepeatedSamplingDelivers(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	if err := os.MkdirAll(filepath.Join(m.dir, "state", "example01.counters.new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan string)
	go func() {
		code, output := m.sample(ctx, "-every", "1s")
		ended <- fmt.Sprint(code, output)
	}()
	for m.stored(t) < 6 && m.spooled(t) < 10 {
		time.Sleep(100 * time.Millisecond)
	}
	if stored := m.stored(t); stored < 6 {
		t.Errorf("%d samples are stored while %d wait in the spool", stored, m.spooled(t))
	}
	cancel()
	<-ended
}

// TestTooManyOpenFiles has limits at which a sample can be taken, but not all files opened that it needs on its way. What is
// said of it is true.
func TestTooManyOpenFiles(t *testing.T) {
	t.Parallel()
	var running sync.WaitGroup
	var lost, waiting atomic.Int32
	for limit := 4; limit < 24; limit++ {
		for _, url := range []string{away, ""} {
			m := newMachine(t)
			if url == "" {
				url = m.store()
			}
			sample := m.command(t, "-store", url)
			args := []string{"-c", `ulimit -n "$0" && exec "$@"`, fmt.Sprint(limit), sample.Path}
			limited := exec.CommandContext(t.Context(), "sh", append(args, sample.Args[1:]...)...)
			running.Go(func() {
				out, err := limited.CombinedOutput()
				saysLost, saysWaits := bytes.Contains(out, []byte("the sample is lost")), bytes.Contains(out, []byte("waits in the spool"))
				spooled, stored := m.spooled(t), m.stored(t)
				if saysLost && spooled+stored > 0 || saysWaits && spooled == 0 || err == nil && stored == 0 {
					t.Errorf("%d files, %s: %d samples wait and %d are stored, output %q", limit, url, spooled, stored, out)
				}
				if saysLost {
					lost.Add(1)
				}
				if saysWaits {
					waiting.Add(1)
				}
			})
		}
	}
	running.Wait()
	if lost.Load() == 0 || waiting.Load() == 0 {
		t.Errorf("the sample was lost %d times, and waited %d times: no limit was between", lost.Load(), waiting.Load())
	}
}

// stored returns how many samples the machine's file store has.
func (m *machine) stored(t *testing.T) int {
	t.Helper()
	if _, err := os.Stat(filepath.Join(m.dir, "store", "example01.bson")); err != nil {
		return 0
	}
	return len(documents(t, m.store()))
}
