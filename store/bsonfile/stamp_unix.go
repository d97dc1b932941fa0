//go:build unix

package bsonfile

import (
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// lstat makes one system call. Its errors are those of io/fs, with the path.
func lstat(path string) (f fileInfo, regular bool, err error) {
	var stat unix.Stat_t
	for {
		err = unix.Lstat(path, &stat)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil {
		return f, false, &fs.PathError{Op: "lstat", Path: path, Err: err}
	}
	f = fileInfo{
		inode: stat.Ino, size: stat.Size,
		mtime: time.Unix(stat.Mtim.Unix()), changed: time.Unix(stat.Ctim.Unix()),
	}
	return f, stat.Mode&unix.S_IFMT == unix.S_IFREG, nil
}
