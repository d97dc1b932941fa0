package folder

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// doNotWait is nothing: a folder has no pipes.
const doNotWait = 0

const foldersSync = false

// setMode does nothing: the folder's permissions are inherited.
func setMode(*os.File, fs.FileMode) error { return nil }

func copyOwner(*os.File, fs.FileInfo) error { return nil }

// lock takes the lock of a file until the file is closed. Windows keeps others from reading and writing what is locked, so
// it is one byte, far behind the end.
func lock(file *os.File) error {
	behind := windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &behind)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrLocked
	}
	return os.NewSyscallError("LockFileEx", err)
}
