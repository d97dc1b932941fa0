package sampler

import (
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// hasOption reports whether a list of mount options has the one with this name.
func hasOption(options, name string) bool {
	return slices.Contains(strings.Split(options, ","), name)
}

// access is whether a file system can be written to, and so can fill up.
type access int

const (
	writable access = iota
	readOnly        // as it was mounted, or as somebody wanted it
	broken          // read-only because of an error
)

// accessOf returns the access of file systems, by their keys, without those that are writable.
func accessOf(mounts []mount) map[string]access {
	systems := map[string][]mount{}
	for _, m := range mounts {
		systems[m.key()] = append(systems[m.key()], m)
	}
	result := map[string]access{}
	for key, points := range systems {
		if a := accessOfOne(points); a != writable {
			result[key] = a
		}
	}
	return result
}

// accessOfOne returns the access of the file system that has these mount points. It is read-only if all of them are. If they
// show only parts of it, there may be other mount points elsewhere, for example outside of a container. A data set of ZFS
// that is mounted read-only can still receive snapshots.
//
// After an error the kernel makes the file system read-only, but not its mount points. mount(8) does both.
func accessOfOne(points []mount) access {
	isReadOnly, hasFailed, onlyParts, pointsReadOnly := false, false, true, 0
	for _, m := range points {
		isReadOnly = isReadOnly || m.fsReadOnly
		hasFailed = hasFailed || m.fsFailed
		onlyParts = onlyParts && m.bind
		if m.readOnly {
			pointsReadOnly++
		}
	}
	fstype := points[0].fstype
	switch {
	case fstype == "zfs":
		return writable
	case hasFailed, isReadOnly && pointsReadOnly == 0 && failsToReadOnly(fstype):
		return broken
	case isReadOnly, pointsReadOnly == len(points) && !onlyParts:
		return readOnly
	}
	return writable
}

// failsToReadOnly reports whether file systems of a type become read-only after an error, and never for another reason
// without their mount point.
func failsToReadOnly(fstype string) bool {
	return slices.Contains([]string{"exfat", "ext2", "ext3", "ext4", "f2fs", "vfat"}, fstype)
}

// rootMount returns the mount that disk_root describes: rootPoint, or if nothing can be written to it, the first of the
// mounts that have the data of such systems. After an error rootPoint is read-only too, but still has its data.
func rootMount(mounts []mount, access map[string]access, rootPoint string) mount {
	visible := visibleMounts(mounts)
	root, ok := visible[rootPoint]
	if !ok {
		return mount{point: rootPoint} // for example in a chroot
	}
	if access[root.key()] == readOnly {
		// ostree and bootc; most others; macOS
		for _, point := range []string{"/sysroot", "/var", "/System/Volumes/Data"} {
			if m, ok := visible[point]; ok && access[m.key()] == writable && !isPseudo(m) {
				return m
			}
		}
	}
	return root
}

// mountRules returns the rules about the mounts themselves. Mounts of these folders come and go: removable media, those of
// containers and of sessions, and on Windows, drives.
func mountRules(each metric.Each) []metric.Rule {
	const help = "1: tell that a mount has become read-only, or is missing" // one line of README's table has both
	return []metric.Rule{{
		Name: "readonly", Help: help, Order: 2, Each: each, Field: "readonly", Turned: true, Surely: "error",
		Level: metric.Level{Warning: 1}, Max: 1, Text: "%[1]s has become read-only",
	}, {
		Name: "unmounted", Help: help, Order: 2, Each: each,
		Level: metric.Level{Warning: 1}, Max: 1, Text: "%[1]s is no longer mounted",
		Gone: &metric.Gone{
			Unless: []string{"readonly", "optional"},
			Except: []string{"/media/*", "/run/*", "/tmp/*", "/Volumes/*", "/var/lib/containers/*", "/var/lib/docker/*", "/var/lib/kubelet/*", "?:*"},
			Config: "disks_config",
		},
	}}
}
