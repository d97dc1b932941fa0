package sampler

import (
	"cmp"
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v3/disk"
)

// mount is one line of the system's list of mounts.
type mount struct {
	point  string
	fstype string
	source string // a device, an export or any word
	number string // the device number, major:minor; "" where it is not known
	bind   bool   // shows a part of the file system only: a folder or a file of it
	hidden bool   // marked as nothing that a person looks at
}

// readMounts returns the system's mounts, in the order in which they were made.
//
// On Linux they are read here and not by gopsutil, which drops the device number (the one sign that two mounts are
// the same file system), drops all that is not on a block device, or else keeps all, and does not decode a mount
// point with a quotation mark in it. Kernels before 2.6.26 have no mountinfo; their mounts come from gopsutil.
func readMounts(ctx context.Context) ([]mount, error) {
	if runtime.GOOS == "linux" {
		// Process 1's mounts are the host's; a service may have a private view, and in turn may not see process 1.
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
			bind: slices.Contains(p.Opts, "bind"), hidden: slices.Contains(p.Opts, "nobrowse"),
		})
	}
	if len(mounts) > 0 {
		err = nil // Windows: a drive without a medium is no reason to say something every five minutes
	}
	return mounts, err
}

// parseMountinfo reads Linux' /proc/PID/mountinfo; see proc_pid_mountinfo(5). Lines that make no sense are skipped.
func parseMountinfo(data string) []mount {
	var mounts []mount
	for line := range strings.Lines(data) {
		// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
		fields := strings.Fields(line)
		dash := slices.Index(fields, "-")
		if dash < 6 || len(fields) < dash+3 || !strings.HasPrefix(fields[4], "/") {
			continue
		}
		mounts = append(mounts, mount{
			number: fields[2],
			bind:   fields[3] != "/",
			point:  unescape(fields[4]),
			fstype: fields[dash+1],
			source: unescape(fields[dash+2]),
		})
	}
	return mounts
}

// unescape undoes the kernel's escapes: a backslash and three octal digits.
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

// realMounts chooses the mounts that hold data of their own, sorted by mount point. Each file system is one element:
// its mount points, the best to show first. rootPoint is always one of them if it is mounted at all, as a container's
// is an overlay.
func realMounts(mounts []mount, f Filter, rootPoint string) [][]mount {
	visible := make(map[string]mount)
	for _, m := range mounts {
		visible[m.point] = m // the one mounted last hides the others
	}
	systems := make(map[string][]mount)
	for _, m := range visible {
		if f.takes(m.point, m.point == rootPoint || !isPseudo(m)) && m.fstype != "autofs" { // a look at autofs mounts it
			systems[m.identity()] = append(systems[m.identity()], m)
		}
	}
	groups := make([][]mount, 0, len(systems))
	for _, points := range systems {
		slices.SortFunc(points, func(a, b mount) int { return better(a, b, rootPoint) })
		groups = append(groups, points)
	}
	slices.SortFunc(groups, func(a, b []mount) int { return strings.Compare(a[0].point, b[0].point) })
	return groups
}

// identity is equal for mounts of one file system.
func (m mount) identity() string {
	switch {
	case m.number != "":
		return m.number
	case strings.ContainsAny(m.source, "/:"): // a device, or a server's export
		return m.fstype + " " + m.source
	}
	return m.fstype + " " + m.point // "tmpfs" and "none" say nothing
}

// better sorts the mount points of one file system: the root, those that show all of it, the shortest name.
func better(a, b mount, rootPoint string) int {
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

// isPseudo reports whether a file system has no disk of its own behind it: made up by the kernel, kept in memory, laid
// over others, or an image that is full by nature. What is not known is real, so that new ones are not missed;
// most of the kernel's own have no size and are left out for that.
func isPseudo(m mount) bool {
	switch m.fstype {
	case "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devfs", "devpts", "devtmpfs",
		"efivarfs", "fdesc", "fdescfs", "fusectl", "hugetlbfs", "kernfs", "linprocfs", "linsysfs", "mqueue", "mqueuefs",
		"nfsd", "nsfs", "proc", "procfs", "pstore", "ptyfs", "resctrl", "rootfs", "rpc_pipefs", "securityfs",
		"selinuxfs", "smackfs", "sysfs", "tracefs", "usbdevfs", "usbfs", "xenfs",
		"fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal",
		"mfs", "ramfs", "tmpfs",
		"aufs", "ecryptfs", "null", "nullfs", "overlay", "shiftfs", "unionfs",
		"cd9660", "cdfs", "CDFS", "cramfs", "erofs", "fuse.snapfuse", "iso9660", "romfs", "squashfs", "udf", "UDF":
		return true
	}
	// macOS: the volumes of the system itself share their space with the one for data.
	return m.hidden && m.point != "/System/Volumes/Data"
}
