package sampler

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"slices"
)

// usage is the space of a file system.
type usage struct {
	total, used, free  uint64 // bytes; free excludes the space reserved for root
	inodes, inodesUsed uint64 // 0 if unknown
}

// volume is a mounted file system and its usage.
type volume struct {
	mount
	usage
	failed   bool // its usage could not be read
	access   access
	optional bool // may be missing from the next sample although it is mounted
}

// readVolumes queries file systems, each of which is a group of mounts. Those that may hang are queried by the helper, if
// there is one. The error names all that were not read.
func readVolumes(ctx context.Context, p *prober, groups [][]mount) ([]volume, error) {
	var probes []probe[volume]
	var apart [][]mount
	helper, _ := ctx.Value(helperKey{}).(Helper)
	for _, points := range groups {
		mayHang := slices.ContainsFunc(points, func(m mount) bool { return m.mayHang })
		if mayHang && len(helper.Command) > 0 {
			apart = append(apart, points)
			continue
		}
		probes = append(probes, probe[volume]{points[0].point, func(ctx context.Context) (volume, error) {
			return firstVolume(ctx, points)
		}})
	}
	volumes, err := probeAll(ctx, p, probes)
	if len(apart) == 0 {
		return volumes, err
	}
	ctx, cancel := p.withTimeout(ctx)
	defer cancel()
	more, err2 := helper.volumes(ctx, apart)
	return append(volumes, more...), errors.Join(err, err2)
}

// firstVolume returns the usage of the first of the mounts that can be read. They must be of one file system. If none can
// be read, its sizes are 0.
func firstVolume(ctx context.Context, points []mount) (volume, error) {
	for _, m := range points {
		path := statPath(ctx, m.point)
		if m.bind && !isDir(path) {
			continue // a mounted file, such as a container's /etc/resolv.conf
		}
		u, err := readUsage(ctx, path)
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

// newVolume combines a mount and its usage, without impossible numbers: file systems can return any, and differences may have
// been below 0.
func newVolume(m mount, u usage) volume {
	u.used, u.free = zeroIfAbove(u.used, u.total), zeroIfAbove(u.free, u.total)
	if u.inodesUsed > u.inodes {
		u.inodes, u.inodesUsed = 0, 0
	}
	return volume{mount: m, usage: u}
}
