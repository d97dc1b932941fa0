package sampler

import "context"

// readCPUSeconds reads /proc/stat. It does not use gopsutil's package for CPUs, because importing that package reads the
// file twice at the start of the program.
func readCPUSeconds(ctx context.Context) (cpuSeconds, error) {
	stat, err := cachedKernelStat(ctx)
	return stat.cpu, err
}

// countCPUs returns the number of CPUs in use, for kernels without the list that cpuCount reads.
func countCPUs(ctx context.Context) (int, error) {
	stat, err := cachedKernelStat(ctx)
	return stat.cpus, err
}
