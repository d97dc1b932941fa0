package folder

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
)

// newSuffix is at the end of a file's name until the file is complete.
const newSuffix = ".new"

// NewFile is a file that is written beside another one. Commit replaces the other one with it.
type NewFile struct {
	*os.File
	folder *Folder
	name   string
	closed bool
}

// Create creates a file that Commit gives the name, and Discard removes. If an earlier process was killed while it wrote such a
// file, Create removes that first.
func (f *Folder) Create(name string) (*NewFile, error) {
	if err := f.Remove(name + newSuffix); err != nil {
		return nil, err
	}
	file, err := f.create(name+newSuffix, os.O_RDWR)
	if err != nil {
		return nil, f.failed("write", name+newSuffix, err)
	}
	return &NewFile{File: file, folder: f, name: name}, nil
}

// KeepOwner gives the new file the owner, the group and the mode of the one that it replaces, if there is one. It returns an
// error if this process may not do that. On Windows it does nothing.
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

// Commit renames the new file in one step: others open either the old one or the new one. Only after Folder.Sync is the name
// on disk.
func (n *NewFile) Commit() (err error) {
	if n.folder.o.Sync {
		err = n.Sync()
	}
	n.closed = true
	if err = errors.Join(err, n.Close()); err == nil {
		err = n.folder.root.Rename(n.name+newSuffix, n.name)
	}
	if err != nil {
		return n.folder.failed("write", n.name, errors.Join(cause(err), n.folder.Remove(n.name+newSuffix)))
	}
	return nil
}

// Discard removes the new file. After Commit it does nothing, so it can be deferred.
func (n *NewFile) Discard() {
	if !n.closed {
		n.closed = true
		_ = n.Close()                                // what was written is not needed
		_ = n.folder.root.Remove(n.name + newSuffix) // if that fails, the next Create does it
	}
}

// Replace replaces the file, or creates it, with these contents.
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

// Update is Replace, but does nothing to a file that has these contents, so that its time stays. It reports whether the file was
// written.
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
	for size := 4 << 10; len(contents) > 0; size = 64 << 10 { // most differences are near the beginning
		read := make([]byte, min(size, len(contents)))
		if _, err := io.ReadFull(file, read); err != nil || !bytes.Equal(read, contents[:len(read)]) {
			return false
		}
		contents = contents[len(read):]
	}
	return true
}

// RemoveUnfinished removes the unfinished new file that a killed process has left. The caller holds the lock that writers of
// this file take.
func (f *Folder) RemoveUnfinished(name string) error { return f.Remove(name + newSuffix) }
