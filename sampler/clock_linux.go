package sampler

import "golang.org/x/sys/unix"

// bootClock counts while the machine sleeps as well, so that wall time less this is one and the same boot.
const bootClock = unix.CLOCK_BOOTTIME
