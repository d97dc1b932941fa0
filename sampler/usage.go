package sampler

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"

	"github.com/shirou/gopsutil/v3/disk"
)

// volume is a mounted file system and its usage.
type volume struct {
	mount
	total, used, free  uint64 // bytes; free excludes the space reserved for root
	inodes, inodesUsed uint64 // 0 if unknown
	failed             bool   // its usage could not be read
	access             access
	optional           bool // may be missing from the next sample although it is mounted
}

// firstVolume returns the usage of the first of the mounts that can be read. They must be of one file system. If none can
// be read, its sizes are 0.
func firstVolume(ctx context.Context, points []mount) (volume, error) {
	for _, m := range points {
		path := statPath(ctx, m.point)
		if m.bind && !isDir(path) {
			continue // a mounted file, such as a container's /etc/resolv.conf
		}
		u, err := disk.UsageWithContext(ctx, path)
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission):
			continue // no access, or in another container
		case err != nil:
			return volume{}, err
		}
		return newVolume(m, u), nil
	}
	return volume{mount: points[0]}, nil
}

// statPath returns the path to query for a mount point. On Windows a drive needs a backslash.
func statPath(ctx context.Context, point string) string {
	if runtime.GOOS == "windows" {
		return point + `\`
	}
	return root(ctx, point)
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// newVolume combines a mount and its usage. On BSD, gopsutil's free space is almost 2^64 if only reserved space is left.
func newVolume(m mount, u *disk.UsageStat) volume {
	v := volume{mount: m, total: u.Total, used: zeroIfAbove(u.Used, u.Total), free: zeroIfAbove(u.Free, u.Total)}
	if v.fstype == "" {
		v.fstype = u.Fstype
	}
	if u.InodesTotal >= u.InodesFree {
		v.inodes, v.inodesUsed = u.InodesTotal, u.InodesTotal-u.InodesFree
	}
	return v
}
