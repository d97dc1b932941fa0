//go:build unix

package folder

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// openNonblock is the flag with which opening a pipe returns at once.
const openNonblock = syscall.O_NONBLOCK

const canSyncFolders = true

func setMode(file *os.File, mode fs.FileMode) error { return file.Chmod(mode) }

// copyOwner gives a file the owner, the group and the mode of another one.
func copyOwner(file *os.File, from fs.FileInfo) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	is, known := info.Sys().(*syscall.Stat_t)
	want, wanted := from.Sys().(*syscall.Stat_t)
	if known && wanted && (is.Uid != want.Uid || is.Gid != want.Gid) {
		if err := file.Chown(int(want.Uid), int(want.Gid)); err != nil {
			return err
		}
	}
	return file.Chmod(from.Mode().Perm())
}

// lock locks a file until it is closed, or returns ErrLocked.
func lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrLocked
	}
	return os.NewSyscallError("flock", err)
}
