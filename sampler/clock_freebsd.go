package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot; it stands still while the machine sleeps, which then looks like a reboot and costs one interval.
const bootClock = unix.CLOCK_MONOTONIC
