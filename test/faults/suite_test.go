// Package faults injects faults into psmonitor and checks that every sample taken is shown. Faults are kill -9 at random
// times, outages of the server, damage to every file, full disks and hostile documents.
//
// It runs the program with real stores. It needs Linux namespaces, as root or as a user who may create them. It is a module
// of its own, because it takes minutes: `make faults`. Environment variables:
//
//	FAULTS_ROUNDS  outages of each kind, and a tenth of the kills (default 10; 200 damages every byte of small files)
//	FAULTS_SEED    seed of the random times and bytes (default: the time); it is printed
//	PSMONITOR_BIN  path of the program (default: built by the suite)
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

// fullRounds is the number of rounds at which each byte of small files is damaged.
const fullRounds = 200

// suite is shared by all tests.
var suite struct {
	psmonitor, ferretdb string // the programs
	rounds              int
	seed                uint64
	counts              counts
}

func TestMain(m *testing.M) {
	if resolv := os.Getenv(silentDNS); resolv != "" {
		os.Exit(runWithSilentDNS(resolv, os.Args[1:]))
	}
	if os.Getenv(fuseMounts) != "" {
		os.Exit(runFuse(os.Args[1:]))
	}
	dir, err := os.MkdirTemp("", "psmonitor-faults-")
	if err == nil {
		err = setUp(dir)
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

// setUp reads the environment variables and builds the programs.
func setUp(dir string) (err error) {
	suite.rounds, suite.seed = 10, uint64(time.Now().UnixNano())
	if given := os.Getenv("FAULTS_ROUNDS"); given != "" {
		if suite.rounds, err = strconv.Atoi(given); err != nil || suite.rounds < 1 {
			return fmt.Errorf("FAULTS_ROUNDS=%s: want a number above 0", given)
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

// chance returns the random numbers for one part of a test. The same seed gives the same numbers.
func newRand(t *testing.T, part int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(t.Name()))
	return rand.New(rand.NewPCG(suite.seed, h.Sum64()+uint64(part)))
}

// every returns the distance between damaged bytes of a small file: 1 in a full run.
func damageStep() int { return max(1, fullRounds/suite.rounds) }

// wait waits until the given time. It is for faults that must happen at that time.
func wait(ctx context.Context, until time.Time) {
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
