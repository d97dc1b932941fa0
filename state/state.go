// Package state keeps the few small files that a sampler leaves for its next run, in a folder that is its own: they are
// read, replaced and locked so that neither a crash, nor damage, nor a link planted there does harm.
//
// It does not know what is in the files, and does not make the folder.
package state

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// fileMode is that of every file here, whatever the umask is.
const fileMode fs.FileMode = 0o600

// maxFile is the most that is read of a sealed file, in bytes. A machine with ten thousand devices leaves 5 MB.
const maxFile = 16 << 20

// newEnding is added to the name of a file that is being written, and renamed when it is complete.
const newEnding = ".new"

// Folder is an open state folder. Names are those of files right in it. Whatever is planted there, nothing outside is
// read or written: all goes through an os.Root.
type Folder struct {
	path string
	root *os.Root
}

// Open opens the folder, which must be there.
func Open(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open the state folder: %w", err)
	}
	return &Folder{path: path, root: root}, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Path returns where a file stands, for messages.
func (f *Folder) Path(name string) string { return filepath.Join(f.path, name) }

// ErrForeign is something other than a file under a file's name: a folder, a pipe, a link.
var ErrForeign = errors.New("not a file")

// kind says what something is that is no file.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "a socket or a device"
}

// OpenFile opens a file as os.OpenFile does. What is no file is ErrForeign: it may hang, or lead elsewhere.
func (f *Folder) OpenFile(name string, flag int) (*os.File, error) {
	info, err := f.root.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w (%s)", f.Path(name), ErrForeign, kind(info.Mode()))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	file, err := f.root.OpenFile(name, flag, fileMode)
	if err != nil {
		return nil, err
	}
	if flag&os.O_CREATE != 0 && (info == nil || info.Mode().Perm() != fileMode) && runtime.GOOS != "windows" {
		if err := file.Chmod(fileMode); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	return file, nil
}

// Read returns what Replace wrote. A file that is not there is fs.ErrNotExist; one that somebody else wrote, or that is
// not whole, is ErrDamaged.
func (f *Folder) Read(name string) ([]byte, error) {
	file, err := f.OpenFile(name, os.O_RDONLY)
	if errors.Is(err, ErrForeign) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil {
		return nil, err
	}
	contents, err := unseal(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Path(name), err)
	}
	return contents, nil
}

// Replace makes the file have these contents. They are written beside it, synced and renamed, so that after a crash
// or a power loss the file has the old contents or the new ones.
func (f *Folder) Replace(name string, contents []byte) error {
	file, err := f.Create(name)
	if err != nil {
		return err
	}
	_, err = file.Write(seal(contents))
	return f.Finish(name, file, err)
}

// Create begins a file that takes the place of the named one when Finish is called.
func (f *Folder) Create(name string) (*os.File, error) {
	if err := f.Remove(name + newEnding); err != nil { // left by a crash
		return nil, err
	}
	return f.OpenFile(name+newEnding, os.O_RDWR|os.O_CREATE|os.O_EXCL)
}

// Finish syncs and closes what Create began, and renames it; unless err says that it could not be written.
func (f *Folder) Finish(name string, file *os.File, err error) error {
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = f.root.Rename(name+newEnding, name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Path(name), errors.Join(err, f.Remove(name+newEnding)))
	}
	return nil
}

// Settle ends what a crash has cut short between Create and Finish. What was being written goes; but where the file
// itself is missing, somebody has moved it away to make room for what then was complete, and that takes its place.
func (f *Folder) Settle(name string) error {
	if !f.Has(name + newEnding) {
		return nil
	}
	if f.Has(name) {
		return f.Remove(name + newEnding)
	}
	return f.root.Rename(name+newEnding, name)
}

// Remove removes a file. One that is not there is no error.
func (f *Folder) Remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Has reports whether there is anything under the name.
func (f *Folder) Has(name string) bool {
	_, err := f.root.Lstat(name)
	return err == nil
}

// Sync makes the folder's names last. Windows cannot sync a folder, and needs not to.
func (f *Folder) Sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := f.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
