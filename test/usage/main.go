//go:build linux

// Command usage runs a command and prints what it has taken: "USER SYSTEM WALL PEAK", processor time and time in
// microseconds, and the most memory in KiB. It is small because the peak of a process cannot be read below that of the
// one that starts it (getrusage(2)), which a test's is far above.
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
