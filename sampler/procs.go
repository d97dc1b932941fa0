package sampler

import (
	"context"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func procsFamily() metric.Family {
	return metric.Family{
		Name: "procs",
		Read: readProcs,
		Charts: []metric.Chart{{
			ID: "procs", Title: "Processes", Unit: metric.Count,
			Lines: []metric.Line{{Name: "total", Field: "procs.total", Color: metric.Blue}},
		}, {
			ID: "procstate", Title: "Processes running and blocked", Unit: metric.Count,
			Lines: []metric.Line{
				{Name: "running", Field: "procs.running", Color: metric.Blue},
				{Name: "blocked", Field: "procs.blocked", Color: metric.Pink, Dash: metric.Dashed},
			},
		}},
	}
}

// readProcs returns how many processes there are and, on Linux, how many run or wait for a disk; the sampler is one
// of them. countProcs looks into no process, and starts none.
func readProcs(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	fields, err := countProcs(ctx)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	return bson.D{{Key: "procs", Value: fields}}, nil
}
