package sampler

import (
	"cmp"
	"context"
	"os"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/disk"

	"psmonitor/internal/metric"
)

// mount is an entry of the system's list of mounts.
type mount struct {
	point        string
	fstype       string
	source       string // a device, an export or any word
	deviceNumber string // major:minor; "" if unknown
	bind         bool   // shows only a part of the file system: a folder or a file
	hidden       bool   // marked as hidden from users (macOS)
	readOnly     bool   // at this mount point
	fsReadOnly   bool   // at all mount points of the file system
	fsFailed     bool   // the file system refuses all writes after an error
	mayHang      bool   // a query may never return
	expires      bool   // is unmounted when nobody has used it for a time
	id, parent   string // of this mount, and of the one that it is mounted on; "" if unknown
	idleLimit    string // of autofs: seconds without use; "0" is no limit
}

// readMounts returns the system's mounts in the order in which they were mounted.
//
// On Linux it parses mountinfo itself. gopsutil omits the device number, by which mounts of one file system are
// recognized; it returns either only block devices or everything; and it does not decode a mount point that contains a
// quotation mark. Kernels before 2.6.26 have no mountinfo: then it uses gopsutil.
func readMounts(ctx context.Context) ([]mount, error) {
	if runtime.GOOS == "linux" {
		// Process 1 has the host's mounts. A service may have a private view, or may not be allowed to see process 1.
		for _, name := range []string{"1/mountinfo", "self/mountinfo"} {
			if data, err := os.ReadFile(proc(ctx, name)); err == nil && len(data) > 0 {
				return parseMountinfo(string(data)), nil
			}
		}
	}
	partitions, err := disk.PartitionsWithContext(ctx, true)
	mounts := make([]mount, 0, len(partitions))
	for _, p := range partitions {
		mounts = append(mounts, mount{
			point: p.Mountpoint, fstype: p.Fstype, source: p.Device,
			bind: slices.Contains(p.Opts, "bind"), hidden: slices.Contains(p.Opts, "nobrowse"), readOnly: slices.Contains(p.Opts, "ro"),
		})
	}
	if len(mounts) > 0 {
		err = nil // on Windows a drive without a medium is not an error
	}
	return mounts, err
}

// parseMountinfo parses /proc/PID/mountinfo (proc_pid_mountinfo(5)). It skips invalid lines.
func parseMountinfo(data string) []mount {
	var mounts []mount
	for line := range strings.Lines(data) {
		// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
		fields := strings.Fields(line)
		dash := slices.Index(fields, "-")
		if dash < 6 || len(fields) < dash+3 || !strings.HasPrefix(fields[4], "/") {
			continue
		}
		options := "" // of the file system; those of the mount point are before the dash
		if len(fields) > dash+3 {
			options = fields[dash+3]
		}
		mounts = append(mounts, mount{
			readOnly:     hasOption(fields[5], "ro"),
			fsReadOnly:   hasOption(options, "ro"),
			fsFailed:     hasOption(options, "emergency_ro") || hasOption(options, "shutdown"), // ext4, since Linux 6.15
			deviceNumber: fields[2],
			bind:         fields[3] != "/",
			point:        unescape(fields[4]),
			fstype:       fields[dash+1],
			source:       unescape(fields[dash+2]),
			id:           fields[0],
			parent:       fields[1],
			idleLimit:    optionValue(fields[dash+3:], "timeout"),
		})
	}
	markMounts(mounts)
	return mounts
}

// unescape decodes the kernel's escapes: a backslash and three octal digits.
func unescape(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+4 > len(s) {
			return b.String() + s
		}
		b.WriteString(s[:i])
		if c, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
			b.WriteByte(byte(c))
		} else {
			b.WriteString(s[i : i+4])
		}
		s = s[i+4:]
	}
}

// realMounts selects the mounts with data of their own. Each group is one file system: its mount points, the preferred
// one first. Groups are sorted by their first mount point. If rootPoint is mounted it is always included, because a
// container's root is an overlay.
func realMounts(mounts []mount, f Filter, rootPoint string) [][]mount {
	systems := make(map[string][]mount)
	for _, m := range visibleMounts(mounts) {
		if f.accepts(m.point, m.point == rootPoint || !isPseudo(m) && !m.expires) && m.fstype != "autofs" { // statfs on autofs would mount it
			systems[m.key()] = append(systems[m.key()], m)
		}
	}
	groups := make([][]mount, 0, len(systems))
	for _, points := range systems {
		slices.SortFunc(points, func(a, b mount) int { return compareMounts(a, b, rootPoint) })
		groups = append(groups, points)
	}
	slices.SortFunc(groups, func(a, b []mount) int { return strings.Compare(a[0].point, b[0].point) })
	return groups
}

// visibleMounts returns the mounts by their mount points. A later mount hides earlier ones.
func visibleMounts(mounts []mount) map[string]mount {
	visible := make(map[string]mount)
	for _, m := range mounts {
		visible[m.point] = m
	}
	return visible
}

// keepNames puts the mount point by which a file system was listed in the last sample first. So it keeps its name while
// another mount point, which compareMounts prefers, comes and goes: one that is missing would be said to be not mounted.
func keepNames(groups [][]mount, c *metric.Counters, rootPoint string) {
	for _, points := range groups {
		counter := func(m mount) string { return "mount " + validUTF8(m.point) }
		at := slices.IndexFunc(points, func(m mount) bool { return c.Before[counter(m)] == 1 })
		if at > 0 && points[0].point != rootPoint {
			named := points[at]
			copy(points[1:], points[:at])
			points[0] = named
		}
		c.After[counter(points[0])] = 1
	}
}

// key is equal for all mounts of one file system.
func (m mount) key() string {
	switch {
	case m.deviceNumber != "":
		return m.deviceNumber
	case strings.ContainsAny(m.source, "/:"): // a device, or a server's export
		return m.fstype + " " + m.source
	}
	return m.fstype + " " + m.point // sources such as "tmpfs" and "none" do not identify it
}

// compareMounts orders the mount points of one file system: first rootPoint, then those that show all of it, then by length.
func compareMounts(a, b mount, rootPoint string) int {
	rank := func(m mount) int {
		switch {
		case m.point == rootPoint:
			return 0
		case !m.bind:
			return 1
		}
		return 2
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(len(a.point), len(b.point)),
		strings.Compare(a.point, b.point),
	)
}

// isPseudo reports whether a file system has no disk space of its own: it is generated by the kernel, in memory, on top
// of another one, or a read-only image. Unknown types are real, so that new ones are not missed. Most unknown types of
// the kernel have size 0, and are omitted for that reason.
func isPseudo(m mount) bool {
	switch m.fstype {
	case "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts", "devtmpfs",
		"efivarfs", "fdesc", "fdescfs", "fusectl", "hugetlbfs", "kernfs", "linprocfs", "linsysfs", "mqueue", "mqueuefs",
		"nfsd", "nsfs", "proc", "procfs", "pstore", "ptyfs", "resctrl", "rootfs", "rpc_pipefs", "securityfs",
		"selinuxfs", "smackfs", "sysfs", "tracefs", "usbdevfs", "usbfs", "xenfs",
		"fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal",
		"mfs", "ramfs", "tmpfs",
		"aufs", "ecryptfs", "null", "nullfs", "overlay", "shiftfs", "unionfs",
		"cd9660", "cdfs", "CDFS", "cramfs", "erofs", "fuse.snapfuse", "iso9660", "romfs", "squashfs", "udf", "UDF",
		"fuse.dwarfs", "fuse.erofsfuse", "fuse.fuseiso", "fuse.squashfuse", "fuse.squashfuse_ll":
		return true
	case "zfs":
		return strings.Contains(m.source, "@") // a snapshot, mounted while its folder below .zfs is used
	}
	if strings.HasPrefix(m.fstype, "fuse.") && m.readOnly && strings.HasPrefix(path.Base(m.point), ".mount_") {
		return true // an AppImage, which mounts itself while it runs
	}
	// macOS: the system volumes share the space of the data volume.
	return m.hidden && m.point != "/System/Volumes/Data"
}
