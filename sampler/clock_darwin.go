package sampler

import "golang.org/x/sys/unix"

// bootClock counts from boot, also while the machine sleeps (clock_gettime(3)).
const bootClock = unix.CLOCK_MONOTONIC
