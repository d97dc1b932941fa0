package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, including sleep, so that the wall time minus it is constant.
const bootClock = unix.CLOCK_BOOTTIME
