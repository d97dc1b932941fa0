package sampler

import (
	"context"

	"golang.org/x/sys/unix"
)

// reclaimableARC returns by how much ZFS's cache, the ARC, exceeds its minimum, in bytes; 0 without ZFS. FreeBSD counts it as
// wired memory.
func reclaimableARC(context.Context) uint64 {
	size, err := unix.SysctlUint64("kstat.zfs.misc.arcstats.size")
	if err != nil {
		return 0
	}
	least, err := unix.SysctlUint64("kstat.zfs.misc.arcstats.c_min")
	if err != nil {
		return 0
	}
	return size - min(size, least)
}
