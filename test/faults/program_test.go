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

// slack is how long a run may take in addition to its -timeout: for starting, for closing a store that does not answer (2 s),
// and because the machine is busy. It is not a measure of speed.
const slack = 12 * time.Second

// outcome is the result of one run of the program.
type outcome struct {
	code         int
	killed       bool
	output       string
	began, ended time.Time
}

func (o outcome) took() time.Duration { return o.ended.Sub(o.began) }

func (o outcome) String() string {
	if o.killed {
		return fmt.Sprintf("killed after %v, output %q", o.took(), o.output)
	}
	return fmt.Sprintf("exit code %d after %v, output %q", o.code, o.took(), o.output)
}

// never means that the run is not killed.
const never time.Duration = -1

// run runs the program, and kills it with SIGKILL after the time kill, measured from the start of the process. The run must
// end within bound and slack, without a crash, and with one of the program's exit codes.
func run(t *testing.T, kill, bound time.Duration, args ...string) outcome {
	t.Helper()
	return runCommand(t, kill, bound, exec.Command(suite.psmonitor, args...))
}

// programEnv returns the environment of the program.
func programEnv() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "PSMONITOR_CONFIG=" + os.DevNull, "GOTRACEBACK=all"}
}

func runCommand(t *testing.T, kill, bound time.Duration, command *exec.Cmd) outcome {
	t.Helper()
	var output bytes.Buffer
	command.Stdout = &output
	if command.Stderr == nil {
		command.Stderr = &output
	}
	command.Env = programEnv()
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
	o.ended, o.output = time.Now(), output.String()
	o.setResult(t, err, late, command.Args[1:])
	return o
}

// judge records how the run ended, and reports crashes and timeouts.
func (o *outcome) setResult(t *testing.T, err error, late bool, args []string) {
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
		t.Errorf("psmonitor %v exceeded its time: %v", args, o)
	}
	if crashed := strings.Contains(o.output, "goroutine ") || strings.Contains(o.output, "fatal error"); crashed || !o.killed && (o.code < 0 || o.code > 2) {
		suite.counts.add("crashes", 1)
		t.Errorf("psmonitor %v crashed: %v", args, o)
	}
}

// mustSucceed runs the program, which must exit with code 0 and without output.
func mustSucceed(t *testing.T, bound time.Duration, args ...string) outcome {
	t.Helper()
	o := run(t, never, bound, args...)
	if o.code != 0 || o.output != "" {
		t.Errorf("psmonitor %v, mustSucceed: %v; want exit code 0 without output", args, o)
	}
	return o
}
