package bsonfile

import (
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// stampAge is how old the last change of a file must be before a later change surely gets another time. Kernels store times in
// steps of milliseconds, some file systems in steps of two seconds, and two changes within one step have the same time. git
// calls an index that is younger "racy".
const stampAge = 2 * time.Second

// fileInfo is what changes when a file is written, replaced or recreated.
type fileInfo struct {
	inode   uint64 // 0 on Windows
	size    int64
	mtime   time.Time // of the last write
	changed time.Time // of the last change of any kind, which programs cannot set; on Windows, of the creation
}

// Stamp returns a short text, hexadecimal digits and dots, that is the same as an earlier one only if nothing was written in
// between. It is "" if there is no file, if it is not a regular file, or if it was changed less than stampAge ago or in the
// future.
func (f File) Stamp(now time.Time) (string, error) {
	have, regular, err := lstat(f.path())
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !regular: // Newest returns the error
		return "", nil
	case err != nil:
		return "", err
	}
	if now.Sub(have.mtime) < stampAge || now.Sub(have.changed) < stampAge { // or in the future: the clock was set back
		return "", nil
	}
	return fmt.Sprintf("%x.%x.%x.%x", have.inode, have.size, have.mtime.UnixNano(), have.changed.UnixNano()), nil
}
