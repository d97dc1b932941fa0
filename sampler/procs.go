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
			ID: "procs", Title: "Processes", Section: "Processes", Unit: metric.Count,
			Lines: []metric.Line{{Name: "total", Field: "procs.total", Color: metric.Blue}},
		}, {
			ID: "procstate", Title: "Processes running and blocked", Section: "Processes", Unit: metric.Count,
			Lines: []metric.Line{
				{Name: "running", Field: "procs.running", Color: metric.Blue},
				{Name: "blocked", Field: "procs.blocked", Color: metric.Pink, Dash: metric.Dashed},
			},
		}},
	}
}

// readProcs returns the number of processes and, on Linux, how many run or are blocked by I/O. The sampler itself is
// counted. countProcs does not open the folders of processes and does not run programs.
func readProcs(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	fields, err := countProcs(ctx)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	return bson.D{{Key: "procs", Value: fields}}, nil
}
