package render

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// This file writes the site's files. All goes through an os.Root, so that a link planted in the folder leads nowhere
// outside. Files are written beside and renamed, so that no reader sees half of one; they are not synced, as they can
// be made again.

// put makes the named file have these contents. A file that has them already is not touched, so that its time and the
// web server's ETag stay.
func put(root *os.Root, name string, contents []byte) error {
	if same(root, name, contents) {
		return nil
	}
	dir, base := path.Split(name)
	beside := dir + "." + base + ".tmp"
	err := write(root, beside, contents)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeFolder(root, path.Clean(dir)); err == nil {
			err = write(root, beside, contents)
		}
	}
	if err == nil {
		err = root.Rename(beside, name)
	}
	if err != nil {
		err = errors.Join(err, removeIfThere(root, beside))
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// same reports whether the file has these contents.
func same(root *os.Root, name string, contents []byte) bool {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(contents)) {
		return false
	}
	there, err := root.ReadFile(name)
	return err == nil && bytes.Equal(there, contents)
}

// write makes a new file that all can read, whatever the umask is: it is for a web server.
func write(root *os.Root, name string, contents []byte) error {
	if err := removeIfThere(root, name); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(contents)
	return errors.Join(err, f.Chmod(0o644), f.Close())
}

// makeFolder makes a folder, and those above it, that all can look into, whatever the umask is.
func makeFolder(root *os.Root, name string) error {
	if above := path.Dir(name); above != "." {
		if err := makeFolder(root, above); err != nil {
			return err
		}
	}
	err := root.Mkdir(name, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return root.Chmod(name, 0o755)
}

func removeIfThere(root *os.Root, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
