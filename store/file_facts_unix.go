//go:build unix

package store

import (
	"io/fs"
	"time"

	"golang.org/x/sys/unix"
)

// factsOf asks once. An error is one that io/fs knows, with the path.
func factsOf(path string) (f fileFacts, regular bool, err error) {
	var stat unix.Stat_t
	for {
		err = unix.Stat(path, &stat)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil {
		return f, false, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	f = fileFacts{
		inode: stat.Ino, size: stat.Size,
		mtime: time.Unix(stat.Mtim.Unix()), changed: time.Unix(stat.Ctim.Unix()),
	}
	return f, stat.Mode&unix.S_IFMT == unix.S_IFREG, nil
}
