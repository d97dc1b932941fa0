//go:build !linux

package sampler

import (
	"context"

	"github.com/shirou/gopsutil/v3/disk"
)

// readUsage queries the file system at a path. On BSD, gopsutil's free space is almost 2^64 if only reserved space is left.
func readUsage(ctx context.Context, path string) (usage, error) {
	u, err := disk.UsageWithContext(ctx, path)
	if err != nil {
		return usage{}, err
	}
	return usage{total: u.Total, used: u.Used, free: u.Free, inodes: u.InodesTotal, inodesUsed: u.InodesTotal - u.InodesFree}, nil
}
