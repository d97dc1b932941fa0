package sampler

import (
	"context"
	"errors"
	"math"
	"runtime"

	"github.com/shirou/gopsutil/v3/mem"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func memoryFamily() metric.Family {
	return metric.Family{
		Name: "memory",
		Read: readMemory,
		Charts: []metric.Chart{{
			ID: "memory", Title: "Memory", Section: "Memory", Unit: metric.Bytes, Stack: true,
			Lines: []metric.Line{
				{Name: "used", Field: "phymem.used", Color: metric.Blue},
				{Name: "buffers", Field: "phymem.buffers", Color: metric.Violet},
				{Name: "cached", Field: "phymem.cached", Color: metric.Sky},
				{Name: "free", Field: "phymem.free", Color: metric.Gray},
				{Name: "unavailable", Field: "phymem.available", From: "phymem.total", Rule: "memory", Color: metric.Pink, Over: true},
				{Name: "available", Field: "phymem.available", Rule: "memory", Color: metric.Green, Dash: metric.Dotted, Over: true},
				{Name: "total", Field: "phymem.total", Color: metric.Gray, Dash: metric.Dashed, Over: true},
			},
			Limit: metric.Limit{Name: "total", Field: "phymem.total"}, Threshold: "memory",
			Table: []metric.Column{{Name: "Share", Unit: metric.Percent, Share: true}},
		}},
		Rules: []metric.Rule{{
			Name: "memory", Help: "percent available", Order: 3, Field: "phymem.available", Of: []string{"phymem.total"},
			Less:  []string{"phymem.hugepages"}, // programs that do not ask for huge pages cannot have them
			Level: metric.Level{Warning: 10, Critical: 5}, Max: 100, Below: true, Margin: 2, Text: "memory %.0f %% available",
			See: []string{"swap", "cpu", "diskbusy"},
			// A program that starts fills its memory for hours and then stops: a leak takes a day to show.
			Forecast: &metric.Forecast{Rule: "full", Hours: 24, Rise: 5, Also: "none left", Alone: "memory used up"},
		}},
	}
}

func readMemory(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	m, err := cachedMemInfo(ctx)
	if err != nil {
		return nil, err
	}
	arc, huge := reclaimableARC(ctx), reservedHugePages(ctx, m)
	if arc+huge > 0 && memInfoIsReplaced(ctx) { // both are the machine's, and no part of the container's memory
		arc, huge = 0, 0
	}
	return bson.D{{Key: "phymem", Value: memoryFields(m, arc, huge, runtime.GOOS)}}, nil
}

func readMemInfo(ctx context.Context) (*mem.VirtualMemoryStat, error) {
	m, err := mem.VirtualMemoryWithContext(ctx)
	if err != nil {
		return nil, err
	}
	if m.Total == 0 { // gopsutil returns no error if the file is missing
		return nil, errors.New("total memory is unknown")
	}
	return m, nil
}

// memoryFields returns the fields so that used, buffers, cached and free add up to total. arc is the part of ZFS's cache that
// is given back when programs need memory, and huge the memory reserved as huge pages, in bytes: the kernels count both as
// used.
//
// On Linux gopsutil's values add up, except in containers whose limit is smaller than the values of the machine that they
// are mixed with. On other systems its buffers are part of used, and memory that can be freed is only part of available:
// cached is then available minus free, and buffers are omitted.
func memoryFields(m *mem.VirtualMemoryStat, arc, huge uint64, goos string) bson.D {
	free := min(m.Free, m.Total)
	buffers := min(m.Buffers, m.Total-free)
	cached := min(m.Cached, m.Total-free-buffers)
	if goos != "linux" {
		buffers, cached = 0, 0
		if m.Available > free {
			cached = min(m.Available, m.Total) - free
		}
	}
	available := available(m, free+buffers+cached)
	arc = min(arc, m.Total-free-buffers-cached)
	cached, available = cached+arc, min(available+arc, m.Total)
	fields := bson.D{
		{Key: "total", Value: metric.Int64(m.Total)},
		{Key: "used", Value: metric.Int64(m.Total - free - buffers - cached)},
		{Key: "free", Value: metric.Int64(free)},
		{Key: "available", Value: metric.Int64(available)},
	}
	if goos == "linux" || cached > 0 {
		fields = append(fields, bson.E{Key: "cached", Value: metric.Int64(cached)})
	}
	if goos == "linux" {
		fields = append(fields, bson.E{Key: "buffers", Value: metric.Int64(buffers)})
	}
	if huge > 0 && huge <= m.Total {
		fields = append(fields, bson.E{Key: "hugepages", Value: metric.Int64(huge)})
	}
	return fields
}

// available returns the memory that programs can have. In a container, lxcfs may pass on the machine's MemAvailable, which
// may exceed the container's total. Then it is what is free or can be freed: the caches, without memory that programs share,
// which Linux counts as cached (proc_meminfo(5)).
func available(m *mem.VirtualMemoryStat, freeAndCaches uint64) uint64 {
	switch {
	case m.Available <= m.Total:
		return m.Available
	case m.Available > math.MaxInt64: // gopsutil estimated it for an old kernel, and subtracted too much
		return 0
	}
	return max(min(m.Free, m.Total), freeAndCaches-min(m.Shared, freeAndCaches))
}

// zeroIfAbove returns part, or 0 if it is greater than whole. gopsutil subtracts unsigned numbers without a check, so that
// a negative result is almost 2^64.
func zeroIfAbove(part, whole uint64) uint64 {
	if part > whole {
		return 0
	}
	return part
}
