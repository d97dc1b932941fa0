//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// A signal ends -every, which is no failure: containers and systemd stop it so.
func TestSignalEndsEvery(t *testing.T) {
	for _, what := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		command := exec.CommandContext(t.Context(), "psmonitor", "sample",
			"-config", os.DevNull, "-state", t.TempDir(), "-host", "example01", "-print", "-every", "1s")
		command.Stderr = os.Stderr
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		// The first sample is measured over a second, and signals are watched long before.
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if err := command.Process.Signal(what); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("%v: %v", what, err)
		}
	}
}
