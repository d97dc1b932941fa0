package bsonfile

import (
	"os"
	"syscall"
	"time"
)

// lstat makes one system call. Windows tells a file's number only after opening the file.
func lstat(path string) (f fileInfo, regular bool, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return f, false, err
	}
	f = fileInfo{size: info.Size(), mtime: info.ModTime()}
	if more, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		f.changed = time.Unix(0, more.CreationTime.Nanoseconds())
	}
	return f, info.Mode().IsRegular(), nil
}
