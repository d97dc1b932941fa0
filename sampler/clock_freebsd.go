package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, without sleep. So sleep looks like a reboot, and the next sample covers one second.
const bootClock = unix.CLOCK_MONOTONIC
