package sampler

// bootClock is CLOCK_MONOTONIC of NetBSD's sys/time.h, which x/sys does not name. It counts from boot.
const bootClock = 3
