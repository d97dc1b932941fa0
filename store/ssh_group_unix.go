//go:build unix

package store

import (
	"os/exec"
	"syscall"
)

// setProcessGroup gives the command a process group of its own, all of which is killed when its context ends: ssh starts other
// processes (ProxyCommand), which would go on.
func setProcessGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
