//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// lockShared takes bbolt's lock on a file that is read past bbolt: none writes it until the file is closed. It reports false
// while somebody writes.
func lockShared(f *os.File) (taken bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, os.NewSyscallError("flock", err)
}
