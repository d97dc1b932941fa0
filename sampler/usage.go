package sampler

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"

	"github.com/shirou/gopsutil/v3/disk"
)

// volume is a mounted file system, and how full it is. One without a size is of no interest.
type volume struct {
	mount
	total, used, free  uint64 // bytes; free to users, which leaves out what is reserved for root
	inodes, inodesUsed uint64 // 0: it does not count them
}

// measureFirst returns how full the file system is that is mounted at points, by the first of them that can be looked
// at; the zero volume if none can.
func measureFirst(ctx context.Context, points []mount) (volume, error) {
	for _, m := range points {
		path := folder(ctx, m.point)
		if m.bind && !isFolder(path) {
			continue // a container's /etc/resolv.conf
		}
		u, err := disk.UsageWithContext(ctx, path)
		switch {
		case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission):
			continue // another user's, or another container's
		case err != nil:
			return volume{}, err
		}
		return measured(m, u), nil
	}
	return volume{}, nil
}

// folder is the path by which a mount is asked. On Windows a drive without a backslash is its current folder.
func folder(ctx context.Context, point string) string {
	if runtime.GOOS == "windows" {
		return point + `\`
	}
	return root(ctx, point)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// measured joins a mount and its figures. gopsutil subtracts without looking: BSD's space below the reserve is a free
// of nearly 2^64.
func measured(m mount, u *disk.UsageStat) volume {
	v := volume{mount: m, total: u.Total, used: below(u.Used, u.Total), free: below(u.Free, u.Total)}
	if v.fstype == "" {
		v.fstype = u.Fstype
	}
	if u.InodesTotal >= u.InodesFree {
		v.inodes, v.inodesUsed = u.InodesTotal, u.InodesTotal-u.InodesFree
	}
	return v
}
