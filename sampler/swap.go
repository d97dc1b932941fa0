package sampler

import (
	"context"
	"runtime"

	"github.com/shirou/gopsutil/v3/mem"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func swapFamily() metric.Family {
	return metric.Family{
		Name: "swap",
		Read: readSwap,
		Charts: []metric.Chart{{
			ID: "swap", Title: "Swap", Section: "Memory", Unit: metric.Bytes, Idle: "not used",
			Lines: []metric.Line{{Name: "used", Field: "virtmem.used", Color: metric.Blue}},
			Limit: metric.Limit{Name: "total", Field: "virtmem.total"}, Threshold: "swap",
			Table: []metric.Column{{Name: "Share", Unit: metric.Percent, Share: true}},
		}},
		Rules: []metric.Rule{{
			Name: "swap", Help: "percent used, while memory is short", Order: 4, While: "memory",
			Field: "virtmem.used", Of: []string{"virtmem.total"},
			Level: metric.Level{Warning: 50, Critical: 90}, Max: 100, Margin: 2, Text: "swap %.0f %% used",
			See: []string{"memory", "cpu", "diskbusy"},
		}},
	}
}

// readSwap returns the swap space. Without swap all values are 0. On Windows it is the commit charge.
func readSwap(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	total, free, err := swapSpace(ctx)
	if err != nil {
		return nil, err
	}
	free = min(free, total)
	return bson.D{{Key: "virtmem", Value: bson.D{
		{Key: "total", Value: metric.Int64(total)},
		{Key: "used", Value: metric.Int64(total - free)},
		{Key: "free", Value: metric.Int64(free)},
	}}}, nil
}

func swapSpace(ctx context.Context) (total, free uint64, err error) {
	if runtime.GOOS == "linux" {
		// gopsutil's SwapMemory calls sysinfo(2), which ignores containers and recordings, and also reads vmstat.
		// meminfo has the same values.
		m, err := cachedMemInfo(ctx)
		if err != nil {
			return 0, 0, err
		}
		return m.SwapTotal, m.SwapFree, nil
	}
	s, err := mem.SwapMemoryWithContext(ctx)
	if err != nil && err.Error() == "no swap devices found" { // FreeBSD without swap
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	return s.Total, s.Free, nil
}
