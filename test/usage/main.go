//go:build linux

// Command usage runs a command and prints what it has used: "USER SYSTEM WALL PEAK", CPU time and wall time in
// microseconds, and peak memory in KiB. It is small, because the peak of a process includes that of its parent before
// exec (getrusage(2)), and a test process is large.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stderr = os.Stderr
	begin := time.Now()
	err := command.Run()
	wall := time.Since(begin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	state := command.ProcessState
	fmt.Println(state.UserTime().Microseconds(), state.SystemTime().Microseconds(), wall.Microseconds(),
		state.SysUsage().(*syscall.Rusage).Maxrss)
}
