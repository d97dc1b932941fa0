package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// makeFolder makes a folder with that mode, whatever the umask is, unless it is there. The folders above it that are
// missing are made so that all can pass through: state, store and site may stand below the same one, and a web server
// must reach the site.
func makeFolder(path string, mode fs.FileMode) error {
	if above := filepath.Dir(path); above != path {
		if _, err := os.Stat(above); errors.Is(err, fs.ErrNotExist) {
			if err := makeFolder(above, 0o755); err != nil {
				return err
			}
		}
	}
	err := os.Mkdir(path, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(path, mode)
}
