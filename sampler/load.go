package sampler

import (
	"context"
	"runtime"
	"time"

	"github.com/shirou/gopsutil/v3/load"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func loadFamily() metric.Family {
	return metric.Family{
		Name: "load",
		Read: readLoad,
		Charts: []metric.Chart{{
			ID: "load", Title: "Load average", Section: "CPU", Unit: metric.Load, Threshold: "load",
			Lines: []metric.Line{
				{Name: "1 min", Field: "load.m1", Color: metric.Blue, Rule: "load"},
				{Name: "5 min", Field: "load.m5", Color: metric.Orange, Dash: metric.Dashed},
				{Name: "15 min", Field: "load.m15", Color: metric.Green, Dash: metric.Dotted},
			},
			Limit: metric.Limit{Name: "CPUs", Field: "system.cpus"},
			Table: []metric.Column{{Name: "Per CPU", Unit: metric.Load, Share: true}},
		}},
		Rules: []metric.Rule{{
			Name: "load", Help: "load per CPU, mean of 15 minutes", Order: 8, Field: "load.m1", Per: "system.cpus", Mean: 15 * time.Minute,
			Level: metric.Level{Warning: 2}, Max: 1000, Part: 0.1, Text: "load %.1f per CPU",
			See: []string{"cpu", "diskbusy", "procstate"},
		}},
	}
}

// readLoad returns the average number of running and runnable processes over 1, 5 and 15 minutes. On Windows it returns
// nothing: gopsutil computes averages there that start at 0 in each process.
func readLoad(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	if runtime.GOOS == "windows" {
		return nil, nil
	}
	avg, err := load.AvgWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return bson.D{{Key: "load", Value: bson.D{
		{Key: "m1", Value: avg.Load1},
		{Key: "m5", Value: avg.Load5},
		{Key: "m15", Value: avg.Load15},
	}}}, nil
}
