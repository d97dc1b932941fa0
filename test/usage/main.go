//go:build linux

// Command usage runs a command and prints the processor time and the memory that it has taken: "CPU PEAK", in
// microseconds, user and system together, and in KiB. It is small because the peak of a process cannot be read below
// that of the one that starts it (getrusage(2)), which a test's is far above.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	state := command.ProcessState
	fmt.Println((state.UserTime() + state.SystemTime()).Microseconds(), state.SysUsage().(*syscall.Rusage).Maxrss)
}
