package bsonfile

import (
	"os"
	"syscall"
	"time"
)

// factsOf asks once. Windows gives a file's number only to who opens it.
func factsOf(path string) (f facts, regular bool, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return f, false, err
	}
	f = facts{size: info.Size(), mtime: info.ModTime()}
	if more, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		f.changed = time.Unix(0, more.CreationTime.Nanoseconds())
	}
	return f, info.Mode().IsRegular(), nil
}
