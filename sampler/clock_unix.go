//go:build unix

package sampler

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinceBoot returns the time of bootClock.
func sinceBoot() (time.Duration, error) {
	var t unix.Timespec
	if err := unix.ClockGettime(bootClock, &t); err != nil {
		return 0, err
	}
	return time.Duration(t.Nano()), nil
}
