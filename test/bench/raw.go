//go:build linux

package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// head names the machine, in the table and at the head of the raw figures, as go test does.
func (b *bench) head() error {
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return err
	}
	cpu := "unknown"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	b.table.about = append(b.table.about, fmt.Sprintf("%s, %d CPUs, %s/%s, %s; load at the beginning %s", cpu, runtime.NumCPU(), runtime.GOOS,
		runtime.GOARCH, runtime.Version(), strings.Join(strings.Fields(string(load))[:3], " ")))
	_, err = fmt.Fprintf(b.raw, "goos: %s\ngoarch: %s\ncpu: %s\n", runtime.GOOS, runtime.GOARCH, cpu)
	return err
}

// note writes the figures of one run.
func (b *bench) note(what string, r row, u usage) {
	fmt.Fprintf(b.raw, "Benchmark%s/store=%s/hosts=%d/case=%s-%d\t1\t%.4f user-ms/host\t%.4f system-ms/host\t%.4f server-ms/host\t%.1f wall-ms\t%.1f peak-MiB\n",
		what, word(r.kind), r.hosts, word(r.name), runtime.NumCPU(), u.user/r.per(), u.system/r.per(), u.server/r.per(), u.wall, u.peak)
}

// word makes one word of several, as the names of benchmarks are.
func word(text string) string { return strings.NewReplacer(", ", "_", " ", "_").Replace(text) }
