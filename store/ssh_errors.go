package store

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// sshFailed is ssh's own exit code; any other one is that of the command on the other side.
const sshFailed = 255

// The exit codes of a shell that does not find a command, or may not run it.
const (
	shellMayNotRun = 126
	shellFindsNone = 127
)

// knownTroubles are what ssh says of its own failures, and the next step; %s is the command to type. The first that
// is found counts.
var knownTroubles = []struct{ said, step string }{
	{"REMOTE HOST IDENTIFICATION HAS CHANGED", "the other machine's host key has changed, and somebody may stand in between: if you know why it has, take the old one out (ssh-keygen -R), and log in once by hand, as the user that samples: %s"},
	{"Host key verification failed", "the other machine's host key is not known here: log in once by hand, as the user that samples, and compare the key: %s"},
	{"Permission denied (", "the other machine takes none of this user's keys: is the public one in ~/.ssh/authorized_keys there? This tells which are tried: %s -v"},
	{"Too many authentication failures", "ssh tries too many keys: name the right one in ~/.ssh/config, with IdentitiesOnly yes; this tells which are tried: %s -v"},
	{"Could not resolve hostname", "the host's name is not known: check the URL, and try %s"},
	{"Connection refused", "no ssh server listens there: does it run, and is the port right? Try %s"},
	{"timed out", "no answer in time: is the address right, or a firewall in between? Try %s"},
	{"", "ssh failed: try %s"},
}

// trouble says what ssh failed at.
func (u sshURL) trouble(said []string) (err error) {
	all := strings.Join(said, "\n")
	for _, known := range slices.Backward(knownTroubles) {
		if strings.Contains(all, known.said) {
			err = fmt.Errorf(known.step+" (%s)", u.byHand(), last(said))
		}
	}
	return err
}

// interrupted says why a delivery was ended from this side.
func (u sshURL) interrupted(cause error, there talk) error {
	said := append(there.others, there.errors...)
	switch {
	case errors.Is(cause, errTalkative), errors.Is(cause, context.Canceled):
		return cause
	case len(said) > 0:
		return fmt.Errorf("no receipt in time, and it said %q: try %s: %w", last(said), u.byHand(), cause)
	}
	return fmt.Errorf("no receipt in time: does the other side hang? Try %s: %w", u.byHand(), cause)
}

// explain says why ssh ended before all receipts were there.
func (u sshURL) explain(err error, there talk) error {
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
	case len(there.errors) > 0:
		return fmt.Errorf("psmonitor says there: %s", strings.Join(there.errors, "; "))
	case code == shellFindsNone || code == shellMayNotRun:
		return fmt.Errorf("the other machine's shell finds no psmonitor (%s): copy it to /usr/local/bin there, or name its place in authorized_keys: command=\"/path/psmonitor put …\"", last(there.others))
	case code == sshFailed:
		return u.trouble(there.others)
	case slices.ContainsFunc(there.others, isTooOld):
		return errors.New("the psmonitor there is too old to know put: copy a newer one there")
	}
	return fmt.Errorf("no receipt (exit code %d, and it said %q): is psmonitor put the command that runs there?", code, last(there.others))
}

func isTooOld(line string) bool { return strings.HasPrefix(line, `psmonitor: unknown command "put"`) }

// last returns the last line, which is the one that tells why.
func last(lines []string) string {
	if len(lines) == 0 {
		return "nothing"
	}
	return lines[len(lines)-1]
}
