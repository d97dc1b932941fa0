package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slack is what a run may take beyond its -timeout: for starting, for closing a store that does not answer (2 s), and
// for a machine that has other things to do. It is a bound, and says nothing of speed.
const slack = 12 * time.Second

// outcome is one run of the program.
type outcome struct {
	code         int
	killed       bool
	said         string
	began, ended time.Time
}

func (o outcome) took() time.Duration { return o.ended.Sub(o.began) }

func (o outcome) String() string {
	if o.killed {
		return fmt.Sprintf("killed after %v, having said %q", o.took(), o.said)
	}
	return fmt.Sprintf("exit code %d after %v, having said %q", o.code, o.took(), o.said)
}

// never is the instant of a kill that does not happen.
const never time.Duration = -1

// run runs the program, and kills it as hard as it goes after some time. The clock runs from the moment at which the
// process is there. Whatever happens, it must end within its bound, without a crash, by one of its exit codes.
func run(t *testing.T, kill, bound time.Duration, args ...string) outcome {
	t.Helper()
	return runCommand(t, kill, bound, exec.Command(suite.psmonitor, args...))
}

func runCommand(t *testing.T, kill, bound time.Duration, command *exec.Cmd) outcome {
	t.Helper()
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "PSMONITOR_CONFIG=" + os.DevNull, "GOTRACEBACK=all"}
	o := outcome{began: time.Now()}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	ctx, ended := context.WithCancel(context.Background())
	watched := make(chan bool)
	go func() {
		late := false
		if kill != never {
			wait(ctx, started.Add(kill))
		} else {
			wait(ctx, started.Add(bound+slack))
			late = ctx.Err() == nil
		}
		if ctx.Err() == nil {
			_ = command.Process.Signal(syscall.SIGKILL)
		}
		watched <- late
	}()
	err := command.Wait()
	ended()
	late := <-watched
	o.ended, o.said = time.Now(), said.String()
	o.judge(t, err, late, command.Args[1:])
	return o
}

// judge fills in how the run ended.
func (o *outcome) judge(t *testing.T, err error, late bool, args []string) {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		o.code, o.killed = exit.ExitCode(), exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
	case err != nil:
		t.Fatal(err)
	}
	if late {
		suite.counts.add("beyond the time", 1)
		t.Errorf("psmonitor %v was still at work beyond its time: %v", args, o)
	}
	if crashed := strings.Contains(o.said, "goroutine ") || strings.Contains(o.said, "panic") || strings.Contains(o.said, "fatal error"); crashed || !o.killed && (o.code < 0 || o.code > 2) {
		suite.counts.add("crashes", 1)
		t.Errorf("psmonitor %v crashed: %v", args, o)
	}
}

// undisturbed runs the program, which must end well and be silent.
func undisturbed(t *testing.T, bound time.Duration, args ...string) outcome {
	t.Helper()
	o := run(t, never, bound, args...)
	if o.code != 0 || o.said != "" {
		t.Errorf("psmonitor %v, undisturbed: %v; want exit code 0 and silence", args, o)
	}
	return o
}
