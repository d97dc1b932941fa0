package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrNotFile is the error for a name that is not a regular file's: a link, a folder, a pipe, a socket or a device.
var ErrNotFile = errors.New("not a regular file")

// ErrTooLarge is the error for a file that is larger than the caller expects.
var ErrTooLarge = errors.New("the file is too large")

// errReplaced is the error for a file that another process has replaced, created or removed while it was being opened.
var errReplaced = errors.New("other processes replace it all the time")

// openAttempts is how often opening is tried while another process replaces the file.
const openAttempts = 100

// OpenFile opens a file. flag is os.O_RDONLY, os.O_WRONLY or os.O_RDWR, and may have os.O_APPEND and os.O_CREATE. If there is
// something other than a regular file, it returns ErrNotFile, without waiting for a pipe or following a link.
func (f *Folder) OpenFile(name string, flag int) (file *os.File, err error) {
	for range openAttempts {
		if file, err = f.openOnce(name, flag); !errors.Is(err, errReplaced) {
			break
		}
	}
	return file, f.failed("open", name, err)
}

// openOnce opens the file that Lstat has found, or creates one if Lstat has found nothing. An os.Root follows links within the
// folder, so afterwards it checks that no link was put there between Lstat and the opening.
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
	file, err := f.root.OpenFile(name, flag&^os.O_CREATE|openNonblock, 0)
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

// check returns errReplaced if an open file is not the one that Lstat has found, and sets its mode to 0o600 if that is the
// folder's.
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

// create creates a file. One that exists is fs.ErrExist.
func (f *Folder) create(name string, flag int) (*os.File, error) {
	file, err := f.root.OpenFile(name, flag|os.O_CREATE|os.O_EXCL, f.o.Mode)
	if err != nil {
		return nil, err
	}
	if err := setMode(file, f.o.Mode); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	give(file, f.heir)
	return file, nil
}

// notFile returns an ErrNotFile that contains what is there instead.
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

// ReadFile returns the contents of a file, or ErrTooLarge if it has more than max bytes.
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
