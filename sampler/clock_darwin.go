package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, including sleep (clock_gettime(3)).
const bootClock = unix.CLOCK_MONOTONIC
