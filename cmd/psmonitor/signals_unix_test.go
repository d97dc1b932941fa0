//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestSignalEndsRepeatedSampling checks that a signal ends -every with exit code 0, because containers and systemd stop it so.
func TestSignalEndsRepeatedSampling(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
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
		// The first sample takes a second, so that the command handles signals when it is printed.
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
