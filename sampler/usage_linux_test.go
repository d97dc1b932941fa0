package sampler

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestBlocksAreCountedInFragmentSize has a file system with 100 GiB in blocks of 4 KiB that prefers to transfer 1 MiB.
func TestBlocksAreCountedInFragmentSize(t *testing.T) {
	s := unix.Statfs_t{Bsize: 1 << 20, Frsize: 4 << 10, Blocks: 26214400, Bfree: 13107200, Bavail: 6553600, Files: 10, Ffree: 4}
	want := usage{total: 100 << 30, used: 50 << 30, free: 25 << 30, inodes: 10, inodesUsed: 6}
	if got := newUsage(s); got != want {
		t.Errorf("usage %+v, want %+v", got, want)
	}
	s.Frsize, s.Bsize = 0, 4<<10
	if got := newUsage(s); got != want {
		t.Errorf("without a fragment size: usage %+v, want %+v", got, want)
	}
}
