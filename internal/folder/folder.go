// Package folder reads and writes files in a folder that other users may write to as well. It does not follow links or wait
// for pipes. It replaces files in one step, and locks them between processes, on Unix and on Windows.
//
// It does not know what is in the files: checksums and formats are left to its callers.
package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"
)

// Folder is an open folder. It uses an os.Root, so nothing outside of it is read or written, even if others put links into it.
// Names may have slashes. It is safe for concurrent use; two writers of one file need a lock.
//
// What root creates in the folder of another user belongs to that user.
type Folder struct {
	root *os.Root
	o    Options
	top  string      // path of the folder that was opened first, for messages
	heir fs.FileInfo // the folder, if what is created belongs to its owner; else nil
}

// Options say how the files of a folder are created.
type Options struct {
	// Mode is the mode of new files, whatever the umask is: 0o600, 0o640 or 0o644. Users who can read the files can enter
	// new folders. If it is 0o600, a file with another mode gets this one when it is opened for writing.
	Mode fs.FileMode
	// LastOnly lets Make create only the last folder of its path: if one above it is missing, the path is probably mistyped.
	LastOnly bool
	// Sync writes contents to disk before the rename: after a power loss there is the old file or the new one.
	Sync bool
}

// folderMode returns the mode of new folders.
func (o Options) folderMode() fs.FileMode { return o.Mode | 0o100 | o.Mode&0o044>>2 }

// errNotFolder is the error for a name that is not a folder's: a link, a file, a pipe, a socket or a device.
var errNotFolder = errors.New("not a folder")

// Open opens a folder. The path may lead through links. A pipe is an error, and not waited for.
func Open(path string, o Options) (*Folder, error) {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errNotFolder // os.OpenRoot would wait for a pipe
	}
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", path, withAdvice(cause(err), path, path))
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", path, withAdvice(cause(err), path, path))
	}
	return &Folder{root, o, path, heir(info)}, nil
}

// Make opens a folder, and creates it if it is missing. Missing folders above it are created with mode 0o755, because folders
// with different modes may be in them. With o.LastOnly, a missing folder above it is an error.
func Make(path string, o Options) (*Folder, error) {
	above := filepath.Dir(path)
	if missing := firstMissing(above); missing != "" && o.LastOnly {
		return nil, fmt.Errorf("make folder %s: %s does not exist: is the path right? If so, run mkdir -p %s", path, missing, above)
	}
	if err := makeAll(path, o.folderMode()); err != nil {
		return nil, fmt.Errorf("make folder %s: %w", path, withAdvice(cause(err), path, path))
	}
	return Open(path, o)
}

// firstMissing returns the first part of a path that does not exist, or "".
func firstMissing(path string) (missing string) {
	for {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return missing
		}
		missing = path
		if path = filepath.Dir(path); path == missing {
			return missing
		}
	}
}

func makeAll(path string, mode fs.FileMode) error {
	if above := filepath.Dir(path); above != path {
		if _, err := os.Stat(above); errors.Is(err, fs.ErrNotExist) {
			if err := makeAll(above, 0o755); err != nil {
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
	if err := os.Chmod(path, mode); err != nil {
		return err
	}
	above, err := os.Stat(filepath.Dir(path))
	if err != nil || heir(above) == nil {
		return err
	}
	made, err := Open(path, Options{})
	if err != nil {
		return err
	}
	return giveFolder(made.root, above)
}

// giveFolder gives a folder to the owner of another one, and closes it. It uses the open folder: under its name others may
// meanwhile have put something else.
func giveFolder(root *os.Root, to fs.FileInfo) error {
	defer root.Close()
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	give(dir, to)
	return dir.Close()
}

// Sub opens a folder in this one, and creates it if it is missing.
func (f *Folder) Sub(name string) (*Folder, error) {
	root, err := f.openRoot(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err = f.makeAll(name); err == nil {
			root, err = f.openRoot(name)
		}
	}
	if err != nil {
		return nil, f.failed("open folder", name, err)
	}
	return &Folder{root, f.o, f.top, f.heir}, nil
}

// openRoot opens a folder in this one. Each folder on the way must be one: os.Root would wait for a pipe.
func (f *Folder) openRoot(name string) (*os.Root, error) {
	for at := name; at != "."; at = path.Dir(at) {
		if info, err := f.root.Lstat(at); err == nil && !info.IsDir() {
			return nil, fmt.Errorf("%w: remove %s", errNotFolder, f.Path(at))
		}
	}
	return f.root.OpenRoot(name)
}

func (f *Folder) makeAll(name string) error {
	if above := filepath.Dir(name); above != "." {
		if err := f.makeAll(above); err != nil {
			return err
		}
	}
	err := f.root.Mkdir(name, f.o.folderMode())
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.root.Chmod(name, f.o.folderMode()); err != nil || f.heir == nil {
		return err
	}
	root, err := f.openRoot(name)
	if err != nil {
		return err
	}
	return giveFolder(root, f.heir)
}

// Close closes the folder. Files that are open stay open.
func (f *Folder) Close() error { return f.root.Close() }

// Path returns the path of a file, for messages.
func (f *Folder) Path(name string) string {
	return filepath.Join(f.root.Name(), filepath.FromSlash(name))
}

// Names returns the names of everything in the folder, in no particular order.
func (f *Folder) Names() ([]string, error) {
	d, err := f.root.Open(".")
	if err != nil {
		return nil, f.failed("read folder", ".", err)
	}
	names, err := d.Readdirnames(-1)
	return names, f.failed("read folder", ".", errors.Join(err, d.Close()))
}

// Lstat describes what is under the name. It does not follow links.
func (f *Folder) Lstat(name string) (fs.FileInfo, error) {
	info, err := f.root.Lstat(name)
	return info, f.failed("look at", name, err)
}

// Has reports whether anything is under the name.
func (f *Folder) Has(name string) bool {
	_, err := f.root.Lstat(name)
	return err == nil
}

// HasFolder reports whether a folder is under the name. Anything else under it, as a link to a folder, is an error.
func (f *Folder) HasFolder(name string) (bool, error) {
	info, err := f.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err == nil && !info.IsDir():
		err = fmt.Errorf("%w, and links are not followed: put a folder there, or remove it", errNotFolder)
	}
	return err == nil, f.failed("look at", name, err)
}

// Remove removes a file or an empty folder. It is not an error if there is none.
func (f *Folder) Remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.failed("remove", name, err)
	}
	return nil
}

// Touch sets the time at which a file was last written.
func (f *Folder) Touch(name string, now time.Time) error {
	return f.failed("set the time of", name, f.root.Chtimes(name, now, now))
}

// Sync writes the folder's names to disk: those of new, renamed and removed files. On Windows it does nothing.
func (f *Folder) Sync() error {
	if !canSyncFolders {
		return nil
	}
	d, err := f.root.Open(".")
	if err != nil {
		return f.failed("sync folder", ".", err)
	}
	return f.failed("sync folder", ".", errors.Join(d.Sync(), d.Close()))
}

// failed adds what was attempted and the whole path to an error; those of os.Root have only the name.
func (f *Folder) failed(operation, name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", operation, f.Path(name), withAdvice(cause(err), f.top, f.Path(name)))
}

// cause returns an error of package os without its operation and path. Other errors stay as they are: joined ones have more
// than one cause.
func cause(err error) error {
	switch err := err.(type) {
	case *fs.PathError:
		return err.Err
	case *os.LinkError:
		return err.Err
	}
	return err
}
