package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, including sleep.
const bootClock = unix.CLOCK_BOOTTIME
