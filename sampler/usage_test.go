package sampler

import (
	"math"
	"testing"
)

// TestFreeBelowReserveIsZero has what BSD returns if only the space reserved for root is left.
func TestFreeBelowReserveIsZero(t *testing.T) {
	u := usage{total: 1000, used: 990, free: math.MaxUint64 - 70, inodes: 5, inodesUsed: math.MaxUint64 - 3}.corrected()
	if want := (usage{total: 1000, used: 990}); u != want {
		t.Errorf("usage %+v, want %+v: nothing free and no inodes", u, want)
	}
}
