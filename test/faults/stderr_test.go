package faults

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestUnreadStderr takes, delivers and renders samples with a standard error that nobody reads and that is full from the
// start. Each run must end in time with its work done.
func TestUnreadStderr(t *testing.T) {
	dir := t.TempDir()
	storeURL := "file://" + filepath.Join(dir, "store")
	list := machines(t, min(10, suite.rounds), storeURL, dir, 20*time.Second)
	share := (suite.rounds + len(list) - 1) / len(list)
	if err := os.Mkdir(filepath.Join(dir, "sites"), 0o755); err != nil {
		t.Fatal(err)
	}
	stderr := fullPipe(t)
	each(list, func(_ int, m *machine) {
		render := []string{"render", "-v", "-store", storeURL, "-out", filepath.Join(dir, "sites", m.name)}
		put := []string{"put", "-v", "-store", storeURL, "-host", m.name + "-put"}
		for range share {
			m.waitUntilDue(t)
			m.record(runUnread(t, stderr, nil, 1, m.args("-store", unreachableURL+"?serverSelectionTimeoutMS=50")...))
			waiting := read(t, filepath.Join(m.state, m.name+".spool"))
			runUnread(t, stderr, waiting, 0, put...)
			m.waitUntilDue(t)
			m.record(runUnread(t, stderr, nil, 0, m.args("-v")...))
			runUnread(t, stderr, nil, 0, render...)
		}
		if n := len(storedDates(t, storeURL, m.name+"-put")); n != share {
			suite.counts.add("lost", max(0, share-n))
			t.Errorf("%s: put has stored %d samples, want %d", m.name, n, share)
		}
	})
	for _, m := range list {
		site := filepath.Join(dir, "sites", m.name)
		mustSucceed(t, time.Minute, "render", "-store", storeURL, "-out", site)
		m.check(t, storeURL, site)
	}
}

// runUnread runs the program with an input and a standard error that is not read. It must end with the exit code.
func runUnread(t *testing.T, stderr *os.File, input []byte, code int, args ...string) outcome {
	t.Helper()
	command := exec.Command(suite.psmonitor, args...)
	command.Stdin, command.Stderr = bytes.NewReader(input), stderr
	o := runCommand(t, never, 20*time.Second, command)
	suite.counts.add("runs with a full stderr that nobody reads, "+args[0], 1)
	if o.code != code {
		t.Errorf("psmonitor %v, whose stderr is full: %v; want exit code %d", args, o, code)
	}
	return o
}

// fullPipe returns the end of a full pipe to which a write waits.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	for err = w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err == nil; {
		_, err = w.Write(make([]byte, 4096))
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	if err := syscall.SetNonblock(int(w.Fd()), false); err != nil {
		t.Fatal(err)
	}
	return w
}
