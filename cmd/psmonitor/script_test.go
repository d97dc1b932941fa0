package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the expected output in the scripts anew")

// TestMain makes this test binary be psmonitor where a script runs it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"psmonitor": main, "holdlocks": holdLocks, "longsample": longSample})
}

// TestScripts runs the program as users and cron do: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// A configuration of this machine must not decide what a test finds.
			config := filepath.Join(e.WorkDir, "empty.toml")
			e.Setenv("PSMONITOR_CONFIG", config)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("AWAY", away)
			return os.WriteFile(config, nil, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"points": points,
			"exits":  exits,
		},
	})
}

// exits is a command of the scripts: `exits CODE PROGRAM ARG…` runs a program that must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	err := ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	code := 0
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("%s ended with exit code %d, want %s", args[1], code, args[0])
	}
}
