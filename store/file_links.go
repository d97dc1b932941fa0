package store

import (
	"fmt"
	"io/fs"
	"os"
)

// Names in the store's folder are never followed elsewhere: where the group may write, one of its members could plant a
// link and have a writer with more rights overwrite what it leads to. Files are looked at by os.Lstat, opened with
// noFollow, and made where nothing is. The folder itself may be a link.

// plain returns err, or what is behind it: that the path is a symbolic link, for which each system has a number of
// its own.
func plain(path string, err error) error {
	if err == nil {
		return nil
	}
	if info, lookErr := os.Lstat(path); lookErr == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a symbolic link, and none is followed here: put the file in its place, or make the whole folder a link", path)
	}
	return err
}
