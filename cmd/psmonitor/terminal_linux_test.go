package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal returns a terminal to write to, and a function that returns what was written since.
func terminal(t *testing.T) (tty *os.File, shown func() string) {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { control.Close() })
	n, err := unix.IoctlGetInt(int(control.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(control.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		tty, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	const end = "\x04end"
	return tty, func() string {
		fmt.Fprint(tty, end)
		var text strings.Builder
		buf := make([]byte, 4096)
		for !strings.HasSuffix(text.String(), end) {
			n, err := control.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(buf[:n])
		}
		return strings.TrimSuffix(text.String(), end)
	}
}

// TestFailureIsPrintedOnTerminalEachTime repeats a failure: from cron it is printed once, on a terminal each time.
func TestFailureIsPrintedOnTerminalEachTime(t *testing.T) {
	tty, shown := terminal(t)
	dir := t.TempDir()
	now := func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
	for _, args := range [][]string{
		{"sample", "-host", "example01", "-store", fileURL(os.DevNull), "-state", filepath.Join(dir, "state")},
		{"render", "-store", fileURL(filepath.Join(dir, "missing")), "-out", filepath.Join(dir, "site")},
	} {
		args = append(args, "-config", os.DevNull)
		for i, onTerminal := range []bool{false, false, true, true, false} {
			var out strings.Builder
			a := app{getenv: func(string) string { return "" }, stdout: &out, stderr: &out, now: now}
			if onTerminal {
				a.stderr = tty
			}
			code := run(t.Context(), args, a)
			if said := strings.Contains(out.String()+shown(), "psmonitor "+args[0]+": "); code != exitFailed || said != (i == 0 || onTerminal) {
				t.Errorf("%s, run %d, on a terminal %v: exit code %d, it says why: %v", args[0], i, onTerminal, code, said)
			}
		}
	}
}
