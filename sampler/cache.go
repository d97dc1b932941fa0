package sampler

import (
	"context"
	"sync"

	"github.com/shirou/gopsutil/v3/mem"
)

// cache has the values that several families use. Each is read once per pass, because the kernel computes these files on
// every read, which is slow on machines with many CPUs.
type cache struct {
	kernelStat func() (kernelStat, error)
	memory     func() (*mem.VirtualMemoryStat, error)
}

// cacheKey is the context key of a pass's cache.
type cacheKey struct{}

// withCache returns a context with an empty cache.
func withCache(ctx context.Context) context.Context {
	return context.WithValue(ctx, cacheKey{}, cache{
		kernelStat: sync.OnceValues(func() (kernelStat, error) { return readKernelStat(ctx) }),
		memory:     sync.OnceValues(func() (*mem.VirtualMemoryStat, error) { return readMemInfo(ctx) }),
	})
}

// cachedKernelStat returns the content of /proc/stat.
func cachedKernelStat(ctx context.Context) (kernelStat, error) {
	if r, ok := ctx.Value(cacheKey{}).(cache); ok {
		return r.kernelStat()
	}
	return readKernelStat(ctx)
}

// cachedMemInfo returns the memory statistics. They are shared: the caller must not modify them.
func cachedMemInfo(ctx context.Context) (*mem.VirtualMemoryStat, error) {
	if r, ok := ctx.Value(cacheKey{}).(cache); ok {
		return r.memory()
	}
	return readMemInfo(ctx)
}
