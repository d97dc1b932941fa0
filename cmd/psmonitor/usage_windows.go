package main

import (
	"syscall"
	"time"
)

// processUsage returns the CPU time of this process so far, user and kernel. peak is always 0: the standard library has
// no call for it.
func processUsage() (cpu time.Duration, peak int64) {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0, 0
	}
	var created, ended, kernel, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &ended, &kernel, &user); err != nil {
		return 0, 0
	}
	hundredNS := func(t syscall.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }
	return time.Duration(hundredNS(kernel)+hundredNS(user)) * 100, 0
}
