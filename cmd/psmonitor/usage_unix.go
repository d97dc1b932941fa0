//go:build unix

package main

import (
	"runtime"
	"syscall"
	"time"
)

// processUsage returns the processor time of this process so far, of user and system, and the most memory that it had,
// in bytes; 0 for what the system does not tell.
func processUsage() (cpu time.Duration, peak int64) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0
	}
	peak = int64(u.Maxrss)
	if runtime.GOOS != "darwin" { // which counts bytes, and the others KiB
		peak *= 1024
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), peak
}
