package sampler

import (
	"context"
	"os"
	"strconv"
	"strings"
)

// kernelStat has the values of Linux' /proc/stat that families use. Source: proc_stat(5).
type kernelStat struct {
	cpu              cpuSeconds
	cpus             int   // in use
	running, blocked int64 // processes
}

// ticksPerSecond is USER_HZ, the unit of the times in /proc/stat.
const ticksPerSecond = 100

func readKernelStat(ctx context.Context) (kernelStat, error) {
	data, err := os.ReadFile(proc(ctx, "stat"))
	if err != nil {
		return kernelStat{}, err
	}
	return parseKernelStat(string(data))
}

// parseKernelStat returns an error if there is no line for all CPUs. Other missing values are 0.
func parseKernelStat(data string) (stat kernelStat, err error) {
	err = errNoCPUTimes
	for line := range strings.Lines(data) {
		name, rest, _ := strings.Cut(line, " ")
		switch {
		case name == "cpu":
			stat.cpu, err = parseCPUSeconds(strings.Fields(rest))
			if err != nil {
				return kernelStat{}, err
			}
		case strings.HasPrefix(name, "cpu"):
			stat.cpus++
		case name == "procs_running":
			stat.running = parseCount(rest)
		case name == "procs_blocked":
			stat.blocked = parseCount(rest)
		}
	}
	if err != nil {
		return kernelStat{}, err
	}
	return stat, nil
}

// parseCount returns the number in rest, or 0 if it is invalid.
func parseCount(rest string) int64 {
	n, err := strconv.ParseUint(strings.TrimSpace(rest), 10, 63)
	if err != nil {
		return 0
	}
	return int64(n)
}

// parseCPUSeconds parses the numbers of a line. Kernels before 2.6.11 have seven, without steal. The numbers for guests
// at the end are part of others.
func parseCPUSeconds(ticks []string) (t cpuSeconds, err error) {
	kinds := []*float64{&t.user, &t.nice, &t.system, &t.idle, &t.iowait, &t.irq, &t.softirq, &t.steal}
	if len(ticks) < len(kinds)-1 {
		return cpuSeconds{}, errNoCPUTimes
	}
	for i, kind := range kinds[:min(len(kinds), len(ticks))] {
		n, err := strconv.ParseUint(ticks[i], 10, 64)
		if err != nil {
			return cpuSeconds{}, errNoCPUTimes
		}
		*kind = float64(n) / ticksPerSecond
	}
	return t, nil
}
