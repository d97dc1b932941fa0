package sampler

import (
	"context"
	"errors"
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
			ID: "memory", Title: "Memory", Unit: metric.Bytes, Stack: true,
			Lines: []metric.Line{
				{Name: "used", Field: "phymem.used", Color: metric.Blue},
				{Name: "buffers", Field: "phymem.buffers", Color: metric.Violet},
				{Name: "cached", Field: "phymem.cached", Color: metric.Sky},
				{Name: "free", Field: "phymem.free", Color: metric.Gray},
			},
			Limit: metric.Limit{Name: "total", Field: "phymem.total"},
		}},
		Rules: []metric.Rule{{
			Name: "memory", Help: "percent available", Order: 3, Field: "phymem.available", Of: []string{"phymem.total"},
			Level: metric.Level{Warning: 10, Critical: 5}, Max: 100, Below: true, Margin: 2, Text: "memory %.0f %% available",
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
	return bson.D{{Key: "phymem", Value: memoryFields(m, runtime.GOOS)}}, nil
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

// memoryFields returns the fields so that used, buffers, cached and free add up to total. On Linux gopsutil's values do.
// On other systems its buffers are part of used, and memory that can be freed is only part of available: cached is then
// available minus free, and buffers are omitted.
func memoryFields(m *mem.VirtualMemoryStat, goos string) bson.D {
	fields := bson.D{
		{Key: "total", Value: metric.Int64(m.Total)},
		{Key: "used", Value: metric.Int64(zeroIfAbove(m.Used, m.Total))},
		{Key: "free", Value: metric.Int64(m.Free)},
		{Key: "available", Value: metric.Int64(zeroIfAbove(m.Available, m.Total))},
	}
	if goos == "linux" {
		return append(fields, bson.E{Key: "cached", Value: metric.Int64(m.Cached)}, bson.E{Key: "buffers", Value: metric.Int64(m.Buffers)})
	}
	if m.Available > m.Free {
		fields = append(fields, bson.E{Key: "cached", Value: metric.Int64(m.Available - m.Free)})
	}
	return fields
}

// zeroIfAbove returns part, or 0 if it is greater than whole. gopsutil subtracts unsigned numbers without a check, so that
// a negative result is almost 2^64.
func zeroIfAbove(part, whole uint64) uint64 {
	if part > whole {
		return 0
	}
	return part
}
