package store

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// sshFailed is ssh's own exit code; any other one is that of the command on the other machine.
const sshFailed = 255

// The exit codes of a shell that does not find a command, or may not run it.
const (
	shellMayNotRun = 126
	shellFindsNone = 127
)

// sshFailures are what ssh prints about its own failures, and the next step; %s is the command to type. The first that is
// found counts.
var sshFailures = []struct{ text, step string }{
	{"REMOTE HOST IDENTIFICATION HAS CHANGED", "the host key of the other machine has changed, which may be an attack: if you know the reason, remove the old key (ssh-keygen -R), and log in once as the user that samples: %s"},
	{"Host key verification failed", "the host key of the other machine is unknown: log in once as the user that samples, and compare the key: %s"},
	{"Permission denied (", "the other machine accepts no key of this user: is the public key in ~/.ssh/authorized_keys there? To see the keys that are tried, run %s -v"},
	{"Too many authentication failures", "ssh tries too many keys: name the right one in ~/.ssh/config, with IdentitiesOnly yes; to see the keys that are tried, run %s -v"},
	{"Could not resolve hostname", "the host's name is not known: check the URL, and try %s"},
	{"Connection refused", "no ssh server listens there: does it run, and is the port right? Try %s"},
	{"timed out", "no answer in time: is the address right, or a firewall in between? Try %s"},
	{"", "ssh failed: try %s"},
}

// sshFailure returns the error for the failure that ssh has printed.
func (u sshURL) sshFailure(lines []string) (err error) {
	all := strings.Join(lines, "\n")
	for _, known := range slices.Backward(sshFailures) {
		if strings.Contains(all, known.text) {
			err = fmt.Errorf(known.step+" (%s)", u.manualCommand(), last(lines))
		}
	}
	return err
}

// interrupted returns the error for a delivery that was ended from this side.
func (u sshURL) interrupted(cause error, remote output) error {
	lines := append(remote.others, remote.errors...)
	switch {
	case errors.Is(cause, errTooMuchOutput), errors.Is(cause, context.Canceled):
		return cause
	case len(lines) > 0:
		return fmt.Errorf("no receipt in time; the output was %q: try %s: %w", last(lines), u.manualCommand(), cause)
	}
	return fmt.Errorf("no receipt in time: does the other machine hang? Try %s: %w", u.manualCommand(), cause)
}

// explain returns the error for an ssh that ended before all receipts had come.
func (u sshURL) explain(err error, remote output) error {
	var ended *exec.ExitError
	code := 0
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%w: install an ssh client (Debian: openssh-client)", err)
	case errors.As(err, &ended):
		code = ended.ExitCode()
	case err != nil:
		return fmt.Errorf("ssh: %w", err)
	}
	switch {
	case len(remote.errors) > 0:
		return fmt.Errorf("psmonitor on the other machine: %s", strings.Join(shortened(remote.errors), "; "))
	case code == shellFindsNone || code == shellMayNotRun:
		return fmt.Errorf("the other machine has no psmonitor in its PATH (%s): copy it to /usr/local/bin there, or write its path into authorized_keys: command=\"/path/psmonitor put …\"", last(remote.others))
	case code == sshFailed:
		return u.sshFailure(remote.others)
	}
	return fmt.Errorf("no receipt (exit code %d, output %q): does psmonitor put run there?", code, last(remote.others))
}

// last returns the last line, which mostly has the reason.
func last(lines []string) string {
	if len(lines) == 0 {
		return "nothing"
	}
	return lines[len(lines)-1]
}
