package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, also while the machine sleeps.
const bootClock = unix.CLOCK_BOOTTIME
