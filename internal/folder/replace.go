package folder

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// newEnding is added to the name of a file that is being written, until it is complete.
const newEnding = ".new"

// NewFile is a file that is being written beside the one whose place it takes with Commit.
type NewFile struct {
	*os.File
	folder *Folder
	name   string
	closed bool
}

// Create begins a file that takes the place of the named one with Commit, or goes with Discard. What an earlier process
// has left of such a file is removed.
func (f *Folder) Create(name string) (*NewFile, error) {
	if err := f.Remove(name + newEnding); err != nil {
		return nil, err
	}
	file, err := f.create(name+newEnding, os.O_RDWR)
	if err != nil {
		return nil, f.failed("write", name+newEnding, err)
	}
	return &NewFile{File: file, folder: f, name: name}, nil
}

// KeepOwner gives the new file the owner, the group and the mode of the one whose place it takes, if there is one. It is an
// error if this process may not: then the old file has to stay. On Windows it does nothing.
func (n *NewFile) KeepOwner() error {
	old, err := n.folder.root.Lstat(n.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = copyOwner(n.File, old)
	}
	return n.folder.failed("keep the owner of", n.name, err)
}

// Commit gives the new file its name, in one step for all who open it. The name is on disk after Folder.Sync only.
func (n *NewFile) Commit() (err error) {
	if n.folder.o.Sync {
		err = n.Sync()
	}
	n.closed = true
	if err = errors.Join(err, n.Close()); err == nil {
		err = n.folder.root.Rename(n.name+newEnding, n.name)
	}
	if err != nil {
		return n.folder.failed("write", n.name, errors.Join(cause(err), n.folder.Remove(n.name+newEnding)))
	}
	return nil
}

// Discard removes the new file. After Commit it does nothing, so that it can be deferred.
func (n *NewFile) Discard() {
	if !n.closed {
		n.closed = true
		_ = n.Close()                                // what was written does not matter any more
		_ = n.folder.root.Remove(n.name + newEnding) // else the next Create does
	}
}

// Replace makes the file have these contents.
func (f *Folder) Replace(name string, contents []byte) error {
	n, err := f.Create(name)
	if err != nil {
		return err
	}
	defer n.Discard()
	if _, err := n.Write(contents); err != nil {
		return f.failed("write", name, err)
	}
	return n.Commit()
}

// Update is Replace, but a file that has these contents already is left as it is, with its time. It reports whether the file
// was written.
func (f *Folder) Update(name string, contents []byte) (written bool, err error) {
	if f.equal(name, contents) {
		return false, nil
	}
	return true, f.Replace(name, contents)
}

// equal reports whether a file has these contents.
func (f *Folder) equal(name string, contents []byte) bool {
	info, err := f.root.Lstat(name)
	if err != nil || info.Size() != int64(len(contents)) {
		return false
	}
	file, err := f.OpenFile(name, os.O_RDONLY)
	if err != nil {
		return false
	}
	defer file.Close()
	for size := 4 << 10; len(contents) > 0; size = 64 << 10 { // most files that differ do so near their beginning
		read := make([]byte, min(size, len(contents)))
		if _, err := io.ReadFull(file, read); err != nil || !bytes.Equal(read, contents[:len(read)]) {
			return false
		}
		contents = contents[len(read):]
	}
	return true
}

// RemoveUnfinished removes what a killed process has left of a file that it was writing. The caller holds the lock that
// writers of this file take.
func (f *Folder) RemoveUnfinished(name string) error { return f.Remove(name + newEnding) }
