package sampler

import (
	"math"
	"testing"
)

// TestFreeBelowReserveIsZero has what BSD returns if only the space reserved for root is left.
func TestFreeBelowReserveIsZero(t *testing.T) {
	v := newVolume(mount{point: "/"}, usage{total: 1000, used: 990, free: math.MaxUint64 - 70, inodes: 5, inodesUsed: math.MaxUint64 - 3})
	if v.total != 1000 || v.free != 0 || v.used != 990 || v.inodes != 0 || v.inodesUsed != 0 {
		t.Errorf("volume %+v, want nothing free and no inodes", v)
	}
}
