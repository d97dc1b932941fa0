package sampler

import (
	"cmp"
	"slices"
	"strings"
)

// mergePools replaces the data sets of each ZFS pool by one volume: the pool's.
//
// statfs(2) of a data set says what this data set uses and what the pool has left (zfs_statvfs in OpenZFS), so that a pool
// with many data sets seems almost empty until it is full. The pool uses what its data sets use together. The space of
// snapshots, volumes for virtual machines, and data sets that are not mounted is missing from used and total, but not
// from free: only the programs of ZFS know it, and the sampler runs none. The volume has the mount point main, if that is
// one of the pool's, or that of the data set which all others are below, or the shortest one.
func mergePools(volumes []volume, main mount) []volume {
	var others []volume
	pools := map[string][]volume{}
	for _, v := range volumes {
		if v.fstype == "zfs" && !v.failed {
			name, _, _ := strings.Cut(v.source, "/")
			pools[name] = append(pools[name], v)
		} else {
			others = append(others, v)
		}
	}
	for name, sets := range pools {
		others = append(others, mergePool(name, sets, main.point)...)
	}
	return others
}

// mergePool returns one volume for the data sets that share the pool's free space, and those that do not: they have a quota
// or a reservation. Whether they share it may change, so these are optional.
func mergePool(name string, sets []volume, mainPoint string) []volume {
	rank := func(v volume) int {
		switch {
		case v.point == mainPoint:
			return 0
		case v.source == name:
			return 1
		}
		return 2
	}
	slices.SortFunc(sets, func(a, b volume) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(len(a.point), len(b.point)), strings.Compare(a.point, b.point))
	})
	free := poolFree(name, sets)
	var pool volume
	var own []volume
	for _, v := range sets {
		switch {
		case max(v.free, free)-min(v.free, free) > free/100: // it changes while the data sets are asked
			v.optional = true
			own = append(own, v)
		case pool.total == 0:
			pool = v
			pool.optional = rank(v) == 2
		default:
			pool.used += v.used
			pool.inodes += v.inodesUsed
			pool.inodesUsed += v.inodesUsed
		}
	}
	pool.free, pool.total = free, pool.used+free
	return append(own, pool)
}

// poolFree returns the free space of a pool: that of its first data set, or if this is not mounted, the largest of all.
func poolFree(name string, sets []volume) uint64 {
	var free uint64
	for _, v := range sets {
		if v.source == name {
			return v.free
		}
		free = max(free, v.free)
	}
	return free
}
