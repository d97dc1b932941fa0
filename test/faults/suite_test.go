// Package faults injects faults into psmonitor and looks whether a sample taken is a sample shown: kill -9 at random
// instants, outages of the server, damage to every file, full disks, hostile documents.
//
// It runs the real program against the real stores, on Linux: it needs its namespaces, as root or as anybody who may make
// them. It is a module of its own, as it takes minutes: `make faults`. The environment says how long and what:
//
//	FAULTS_ROUNDS  outages of each kind, and a tenth of the kills (default 10; 200 also damages every byte of small files)
//	FAULTS_SEED    what the random instants and bytes follow from (default: the time); it is printed
//	PSMONITOR_BIN  the program (default: built here)
package faults

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// allRounds are those by which each byte of small files is damaged.
const allRounds = 200

// suite is what all tests share.
var suite struct {
	psmonitor, ferretdb string // the programs
	rounds              int
	seed                uint64
	counts              counts
}

func TestMain(m *testing.M) {
	if resolv := os.Getenv(silentDNS); resolv != "" {
		os.Exit(runInSilence(resolv, os.Args[1:]))
	}
	dir, err := os.MkdirTemp("", "psmonitor-faults-")
	if err == nil {
		err = prepare(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("FAULTS_ROUNDS=%d FAULTS_SEED=%d\n", suite.rounds, suite.seed)
	code := m.Run()
	suite.counts.print()
	os.RemoveAll(dir)
	os.Exit(code)
}

// prepare reads the environment and builds the programs.
func prepare(dir string) (err error) {
	suite.rounds, suite.seed = 10, uint64(time.Now().UnixNano())
	if given := os.Getenv("FAULTS_ROUNDS"); given != "" {
		if suite.rounds, err = strconv.Atoi(given); err != nil || suite.rounds < 1 {
			return fmt.Errorf("FAULTS_ROUNDS=%s: want a number above zero", given)
		}
	}
	if given := os.Getenv("FAULTS_SEED"); given != "" {
		if suite.seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			return fmt.Errorf("FAULTS_SEED=%s: want a number", given)
		}
	}
	suite.ferretdb = filepath.Join(dir, "ferretdb")
	errs := build(suite.ferretdb, filepath.Join("..", "ferretdb"), ".")
	if suite.psmonitor = os.Getenv("PSMONITOR_BIN"); suite.psmonitor == "" {
		suite.psmonitor = filepath.Join(dir, "psmonitor")
		errs = errors.Join(errs, build(suite.psmonitor, filepath.Join("..", ".."), "./cmd/psmonitor"))
	}
	return errs
}

func build(program, folder, of string) error {
	command := exec.Command("go", "build", "-o", program, of)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", of, err, out)
	}
	return nil
}

// chance returns the random numbers of one part of a test: always the same for a seed.
func chance(t *testing.T, part int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(t.Name()))
	return rand.New(rand.NewPCG(suite.seed, h.Sum64()+uint64(part)))
}

// every returns the step by which bytes of a small file are damaged: all of them in a full run.
func every() int { return max(1, allRounds/suite.rounds) }

// wait waits until the given time. It is for what must have its time, as a kill at an instant of a process's life.
func wait(ctx context.Context, until time.Time) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
