package sampler

import (
	"context"
	"sync"

	"github.com/shirou/gopsutil/v3/mem"
)

// readings are what more than one family wants, each read by the first that asks in a pass: the kernel works for every
// look into one of its files, most of all on machines with many CPUs.
type readings struct {
	kernelStat func() (kernelStat, error)
	memory     func() (*mem.VirtualMemoryStat, error)
}

// readingsKey is the context's key for the readings of a pass.
type readingsKey struct{}

// withReadings returns the context of a pass, in which nothing has been read yet.
func withReadings(ctx context.Context) context.Context {
	return context.WithValue(ctx, readingsKey{}, readings{
		kernelStat: sync.OnceValues(func() (kernelStat, error) { return readKernelStat(ctx) }),
		memory:     sync.OnceValues(func() (*mem.VirtualMemoryStat, error) { return readMemInfo(ctx) }),
	})
}

// kernelStatOf returns the pass's reading of /proc/stat.
func kernelStatOf(ctx context.Context) (kernelStat, error) {
	if r, ok := ctx.Value(readingsKey{}).(readings); ok {
		return r.kernelStat()
	}
	return readKernelStat(ctx)
}

// memInfo returns the pass's reading of the memory. It is shared: nobody may change it.
func memInfo(ctx context.Context) (*mem.VirtualMemoryStat, error) {
	if r, ok := ctx.Value(readingsKey{}).(readings); ok {
		return r.memory()
	}
	return readMemInfo(ctx)
}
