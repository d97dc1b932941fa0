package sampler

import (
	"context"

	"github.com/shirou/gopsutil/v3/load"
	"go.mongodb.org/mongo-driver/bson"
)

// countProcs counts the numbers in /proc, and takes the rest from /proc/stat.
func countProcs(ctx context.Context) (bson.D, error) {
	m, err := load.MiscWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return bson.D{
		{Key: "total", Value: int64(m.ProcsTotal)},
		{Key: "running", Value: int64(m.ProcsRunning)},
		{Key: "blocked", Value: int64(m.ProcsBlocked)},
	}, nil
}
