//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// goBenchmarks runs the Go benchmarks, and adds the results of BenchmarkProcess and BenchmarkRunsOfAnHour to the table.
func (b *bench) goBenchmarks(ctx context.Context) error {
	for _, args := range [][]string{
		{"-benchtime", "100ms", "-count", "6", "./render/report", "./render", "./sampler", "./sampler/agent"},
		{"-benchtime", "100ms", "-count", "3", "./store"},
		{"-bench", "Process", "-benchtime", "10x", "-count", "5", "./cmd/psmonitor"},
		{"-bench", "RunsOfAnHour", "-benchtime", "1x", "./cmd/psmonitor"},
	} {
		var out bytes.Buffer
		command := exec.CommandContext(ctx, "go", append([]string{"test", "-run", "^$", "-bench", ".", "-benchmem"}, args...)...)
		command.Stdout, command.Stderr = io.MultiWriter(b.raw, &out), os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("go test %v: %w\n%s", args, err, out.Bytes())
		}
		if err := errors.Join(b.table.takeProcesses(out.String()), b.table.takeRuns(out.String())); err != nil {
			return err
		}
	}
	return nil
}

// smallProcess is a process that runs for milliseconds.
type smallProcess struct {
	name       string
	cpus, mibs []float64
}

// takeProcesses adds the lines of BenchmarkProcess to the table.
func (t *table) takeProcesses(output string) error {
	return eachResult(output, "BenchmarkProcess/", func(name string, results map[string]float64) {
		at := slices.IndexFunc(t.small, func(s smallProcess) bool { return s.name == name })
		if at < 0 {
			at = len(t.small)
			t.small = append(t.small, smallProcess{name: name})
		}
		t.small[at].cpus = append(t.small[at].cpus, results["cpu-ms/op"])
		t.small[at].mibs = append(t.small[at].mibs, results["MiB/op"])
	})
}

// hourOfRuns is the CPU time of a host and run, in ms, in an hour of renders.
type hourOfRuns struct {
	name          string
	mean, dearest float64
}

// takeRuns adds the lines of BenchmarkRunsOfAnHour to the table.
func (t *table) takeRuns(output string) error {
	return eachResult(output, "BenchmarkRunsOfAnHour/", func(name string, results map[string]float64) {
		t.hours = append(t.hours, hourOfRuns{name, results["mean-ms"], results["dearest-ms"]})
	})
}

// eachResult calls take for each line of a benchmark, with what follows the prefix in its name, and with its results by their units.
func eachResult(output, prefix string, take func(name string, results map[string]float64)) error {
	for line := range strings.Lines(output) {
		rest, ok := strings.CutPrefix(line, prefix)
		if !ok {
			continue
		}
		fields := strings.Fields(rest)
		name := fields[0]
		if dash := strings.LastIndexByte(name, '-'); dash > 0 { // the number of CPUs
			name = name[:dash]
		}
		results := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
			results[fields[i+1]] = v
		}
		take(name, results)
	}
	return nil
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
