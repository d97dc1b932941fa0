package store

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// lockShared takes bbolt's lock on a file that is read past bbolt: none writes it until the file is closed. It reports false
// while somebody writes. bbolt locks the last byte that a file could have.
func lockShared(f *os.File) (taken bool, err error) {
	last := windows.Overlapped{Offset: math.MaxUint32, OffsetHigh: math.MaxUint32}
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &last)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, os.NewSyscallError("LockFileEx", err)
}
