package sampler

import "strings"

// isLocal reports whether the kernel answers queries of a file system of this type by itself. All others may hang: those
// of a network, and of FUSE, whose daemon may not answer. Unknown types are not local, so that new ones are safe: they only
// cost a process (see Helper). "" is the root folder of a system that does not list it.
func isLocal(fstype string) bool {
	switch fstype {
	case "", "rootfs",
		"bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "hfs", "hfsplus", "jffs2", "jfs", "minix", "msdos",
		"nilfs2", "ntfs", "ntfs3", "reiserfs", "simfs", "ubifs", "ufs", "vfat", "xfs", "zfs",
		"cramfs", "erofs", "iso9660", "romfs", "squashfs", "udf",
		"aufs", "devtmpfs", "overlay", "ramfs", "tmpfs":
		return true
	}
	return false
}

// maxDepth is how many mounts above another one are considered. The limit matters only if the list is invalid.
const maxDepth = 100

// markMounts sets mayHang and expires from each mount and from those that its path leads through.
//
// A file system that autofs has mounted (x-systemd.automount in fstab also makes autofs) expires: it is unmounted when it
// was not used for the time that the option timeout of the autofs mount names. A query is a use. With the timeout 0 it
// stays mounted.
func markMounts(mounts []mount) {
	byID := make(map[string]*mount, len(mounts))
	for i := range mounts {
		byID[mounts[i].id] = &mounts[i]
	}
	for i := range mounts {
		m := &mounts[i]
		m.mayHang = !isLocal(m.fstype)
		for above, depth := byID[m.parent], 0; above != nil && depth < maxDepth; above, depth = byID[above.parent], depth+1 {
			m.mayHang = m.mayHang || !isLocal(above.fstype)
			m.expires = m.expires || above.fstype == "autofs" && above.idleLimit != "0"
		}
	}
}

// optionValue returns the value of an option in lists such as "rw,timeout=300", or "".
func optionValue(lists []string, name string) string {
	for _, list := range lists {
		for option := range strings.SplitSeq(list, ",") {
			if value, found := strings.CutPrefix(option, name+"="); found {
				return value
			}
		}
	}
	return ""
}
