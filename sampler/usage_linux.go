package sampler

import (
	"context"
	"errors"

	"golang.org/x/sys/unix"
)

// readUsage queries the file system at a path.
func readUsage(_ context.Context, path string) (usage, error) {
	var s unix.Statfs_t
	for {
		err := unix.Statfs(path, &s)
		if err == nil {
			return newUsage(s), nil
		}
		if !errors.Is(err, unix.EINTR) {
			return usage{}, err
		}
	}
}

// newUsage converts the result of statfs(2). The kernel counts blocks of f_frsize bytes, as statvfs does in POSIX. f_bsize
// is the preferred size of a transfer, by which gopsutil multiplies; network file systems may have a larger one. Systems
// that imitate Linux may leave f_frsize 0.
func newUsage(s unix.Statfs_t) usage {
	block := uint64(s.Frsize)
	if block == 0 {
		block = uint64(s.Bsize)
	}
	return usage{
		total: s.Blocks * block, used: (s.Blocks - s.Bfree) * block, free: s.Bavail * block,
		inodes: s.Files, inodesUsed: s.Files - s.Ffree,
	}
}
