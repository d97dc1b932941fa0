//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// goBenchmarks runs the Go benchmarks, and adds the results of BenchmarkProcess to the table.
func (b *bench) goBenchmarks(ctx context.Context) error {
	for _, args := range [][]string{
		{"-benchtime", "100ms", "-count", "6", "./render/report", "./render", "./sampler", "./sampler/agent"},
		{"-benchtime", "100ms", "-count", "3", "./store"},
		{"-bench", "Process", "-benchtime", "10x", "-count", "5", "./cmd/psmonitor"},
	} {
		var out bytes.Buffer
		command := exec.CommandContext(ctx, "go", append([]string{"test", "-run", "^$", "-bench", ".", "-benchmem"}, args...)...)
		command.Stdout, command.Stderr = io.MultiWriter(b.raw, &out), os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("go test %v: %w\n%s", args, err, out.Bytes())
		}
		if err := b.table.takeProcesses(out.String()); err != nil {
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
	for line := range strings.Lines(output) {
		rest, ok := strings.CutPrefix(line, "BenchmarkProcess/")
		if !ok {
			continue
		}
		fields := strings.Fields(rest)
		name := fields[0]
		if dash := strings.LastIndexByte(name, '-'); dash > 0 {
			name = name[:dash]
		}
		at := slices.IndexFunc(t.small, func(s smallProcess) bool { return s.name == name })
		if at < 0 {
			at = len(t.small)
			t.small = append(t.small, smallProcess{name: name})
		}
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("%q: %w", line, err)
			}
			switch fields[i+1] {
			case "cpu-ms/op":
				t.small[at].cpus = append(t.small[at].cpus, v)
			case "MiB/op":
				t.small[at].mibs = append(t.small[at].mibs, v)
			}
		}
	}
	return nil
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
