package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotFile is something other than a file under a file's name: a link, a folder, a pipe, a socket, a device.
var ErrNotFile = errors.New("not a regular file")

// ErrTooLarge is a file with more contents than the caller expects.
var ErrTooLarge = errors.New("the file is too large")

// errReplaced is a file that another process has replaced, made or removed while it was being opened.
var errReplaced = errors.New("other processes replace it all the time")

// openAttempts is how often a file is opened that another process replaces at the same moment.
const openAttempts = 100

// OpenFile opens a file. flag is os.O_RDONLY, os.O_WRONLY or os.O_RDWR, and may have os.O_APPEND and os.O_CREATE. What is
// not a file is ErrNotFile, and is neither waited for nor followed.
func (f *Folder) OpenFile(name string, flag int) (file *os.File, err error) {
	for range openAttempts {
		if file, err = f.openOnce(name, flag); !errors.Is(err, errReplaced) {
			break
		}
	}
	return file, f.failed("open", name, err)
}

// openOnce opens what Lstat has seen to be a file, or makes a file where Lstat has seen nothing. An os.Root follows links
// within the folder, so a link that comes in between is found out by looking at what was opened.
func (f *Folder) openOnce(name string, flag int) (*os.File, error) {
	seen, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && flag&os.O_CREATE != 0:
		file, err := f.create(name, flag)
		if errors.Is(err, fs.ErrExist) {
			err = errReplaced
		}
		return file, err
	case err != nil:
		return nil, err
	case !seen.Mode().IsRegular():
		return nil, notFile(seen.Mode())
	}
	file, err := f.root.OpenFile(name, flag&^os.O_CREATE|doNotWait, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errReplaced
	}
	if err != nil {
		return nil, err
	}
	if err := f.check(file, flag, seen); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// check reports whether an open file is the one that Lstat has seen, and closes it to others where it must be.
func (f *Folder) check(file *os.File, flag int, seen fs.FileInfo) error {
	opened, err := file.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(seen, opened) {
		return errReplaced
	}
	if f.o.Mode == 0o600 && opened.Mode().Perm() != 0o600 && flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		return setMode(file, 0o600)
	}
	return nil
}

// create makes a file where there is nothing.
func (f *Folder) create(name string, flag int) (*os.File, error) {
	file, err := f.root.OpenFile(name, flag|os.O_CREATE|os.O_EXCL, f.o.Mode)
	if err != nil {
		return nil, err
	}
	if err := setMode(file, f.o.Mode); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// notFile says what something is that is not a file.
func notFile(mode fs.FileMode) error {
	kind := "a socket or a device"
	switch {
	case mode&fs.ModeSymlink != 0:
		kind = "a symbolic link"
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	}
	return fmt.Errorf("it is %s, %w", kind, ErrNotFile)
}

// ReadFile returns the contents of a file. One of more than max bytes is ErrTooLarge.
func (f *Folder) ReadFile(name string, max int64) ([]byte, error) {
	file, err := f.OpenFile(name, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max)
	}
	if err != nil {
		return nil, f.failed("read", name, err)
	}
	return data, nil
}
