package sampler

import (
	"context"
	"errors"
	"os"
	"strconv"

	"go.mongodb.org/mongo-driver/bson"
)

// countProcs counts the numeric names in /proc. The other values are from /proc/stat.
func countProcs(ctx context.Context) (bson.D, error) {
	stat, err := cachedKernelStat(ctx)
	if err != nil {
		return nil, err
	}
	total, err := countNumbers(proc(ctx, ""))
	if err != nil {
		return nil, err
	}
	return bson.D{
		{Key: "total", Value: int64(total)},
		{Key: "running", Value: stat.running},
		{Key: "blocked", Value: stat.blocked},
	}, nil
}

// countNumbers returns how many names in a folder are numbers.
func countNumbers(folder string) (int, error) {
	d, err := os.Open(folder)
	if err != nil {
		return 0, err
	}
	names, err := d.Readdirnames(-1)
	if err := errors.Join(err, d.Close()); err != nil {
		return 0, err
	}
	n := 0
	for _, name := range names {
		if _, err := strconv.ParseUint(name, 10, 64); err == nil {
			n++
		}
	}
	return n, nil
}
