package sampler

import "context"

// readCPUSeconds takes the times out of /proc/stat. gopsutil's package for processors reads that file twice when a
// program starts, whether or not it is asked for anything, and is not linked here.
func readCPUSeconds(ctx context.Context) (cpuSeconds, error) {
	stat, err := kernelStatOf(ctx)
	return stat.cpu, err
}

// countCPUs counts the CPUs in use, for kernels without the list that cpus reads.
func countCPUs(ctx context.Context) (int, error) {
	stat, err := kernelStatOf(ctx)
	return stat.cpus, err
}
