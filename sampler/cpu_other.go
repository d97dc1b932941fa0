//go:build !linux

package sampler

import (
	"context"

	"github.com/shirou/gopsutil/v3/cpu"
)

func readCPUSeconds(ctx context.Context) (cpuSeconds, error) {
	times, err := cpu.TimesWithContext(ctx, false)
	if err != nil {
		return cpuSeconds{}, err
	}
	if len(times) == 0 {
		return cpuSeconds{}, errNoCPUTimes
	}
	t := times[0]
	return cpuSeconds{
		user: t.User, nice: t.Nice, system: t.System, idle: t.Idle,
		irq: t.Irq, iowait: t.Iowait, softirq: t.Softirq, steal: t.Steal,
	}, nil
}

// countCPUs returns the number of CPUs in use.
func countCPUs(ctx context.Context) (int, error) { return cpu.CountsWithContext(ctx, true) }
