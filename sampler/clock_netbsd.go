package sampler

// bootClock is CLOCK_MONOTONIC in NetBSD's sys/time.h. x/sys does not define it. It counts from boot.
const bootClock = 3
