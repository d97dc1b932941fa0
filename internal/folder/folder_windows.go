package folder

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// openNonblock is no flag: on Windows a folder has no pipes.
const openNonblock = 0

const canSyncFolders = false

// setMode does nothing: the folder's permissions are inherited.
func setMode(*os.File, fs.FileMode) error { return nil }

func copyOwner(*os.File, fs.FileInfo) error { return nil }

// heir returns nil: on Windows the owner of a file is not changed.
func heir(fs.FileInfo) fs.FileInfo { return nil }

func give(*os.File, fs.FileInfo) {}

func withAdvice(err error, _, _ string) error { return err }

// lock locks a file until it is closed, or returns ErrLocked. Windows prevents others from reading and writing the bytes that
// are locked, so it locks one byte far behind the end.
func lock(file *os.File) error {
	behind := windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &behind)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrLocked
	}
	return os.NewSyscallError("LockFileEx", err)
}
