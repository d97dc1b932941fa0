//go:build unix

package store

import (
	"os/exec"
	"syscall"
)

// inGroup makes the command the head of a process group, all of which is killed when its context ends: ssh starts
// others (ProxyCommand), who would live on.
func inGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
