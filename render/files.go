package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
)

// This file writes the site's files. All goes through an os.Root, so that a link planted in the folder leads nowhere
// outside. Files are written beside and renamed, so that no reader sees half of one; they are not synced, as they can
// be made again.

// output is the site's folder. It counts what is written into it.
type output struct {
	*os.Root
	files, bytes atomic.Int64
	marks        map[string]mark // of the files that belong to no host, as they were put
}

// mark tells whether a file is still as it was put, without reading it.
type mark struct {
	Size int64 // bytes
	Time int64 // of the last write, ns since 1970
}

func markOf(info fs.FileInfo) mark { return mark{info.Size(), info.ModTime().UnixNano()} }

func openOutput(dir string) (*output, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", err)
	}
	return &output{Root: root, marks: map[string]mark{}}, nil
}

// readRegular returns what is in a file of ours, of which there may be so many bytes. Whatever else stands in its place,
// a link or a pipe, is an error.
func readRegular(root *output, name string, most int64) ([]byte, error) {
	where := filepath.Join(root.Name(), name)
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", where, err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file of psmonitor's but %s: remove it, and the next render makes it anew", where, kindOf(info.Mode()))
	case info.Size() > most:
		return nil, fmt.Errorf("%s has %d bytes, which no file of psmonitor's has: remove it, and the next render makes it anew", where, info.Size())
	}
	raw, err := root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", where, err)
	}
	return raw, nil
}

// kindOf says what stands where a file should.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "a device or a socket"
}

// file is one that is to be written.
type file struct {
	name     string
	contents []byte
}

// put makes the named file have these contents. A file that has them already is not touched, so that its time and the
// web server's ETag stay.
func put(root *output, name string, contents []byte) error {
	dir, base := path.Split(name)
	_, err := putAll(root, path.Clean(dir), file{base, contents})
	return err
}

// putAll puts files into one folder of the site, in that order, and returns their marks. The folder is looked up once for
// all of them.
func putAll(root *output, dir string, files ...file) ([]mark, error) {
	folder, err := root.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = makeFolder(root.Root, dir); err == nil {
			folder, err = root.OpenRoot(dir)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("write into %s: %w", dir, err)
	}
	var marks []mark
	for _, f := range files {
		written, err := replace(folder, f)
		if written {
			root.files.Add(1)
			root.bytes.Add(int64(len(f.contents)))
		}
		var info fs.FileInfo
		if err == nil {
			info, err = folder.Lstat(f.name)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("write %s: %w", path.Join(dir, f.name), err), folder.Close())
		}
		marks = append(marks, markOf(info))
		if !strings.HasPrefix(dir, "host/") { // those are put by several goroutines, and kept with their hosts
			root.marks[path.Join(dir, f.name)] = markOf(info)
		}
	}
	return marks, folder.Close()
}

// replace writes a file beside the one that is there, and renames it, unless it is the same.
func replace(folder *os.Root, f file) (written bool, err error) {
	if same(folder, f.name, f.contents) {
		return false, nil
	}
	beside := "." + f.name + ".tmp"
	err = write(folder, beside, f.contents)
	if errors.Is(err, fs.ErrExist) { // left by a crash, or a link that somebody has planted
		if err = folder.Remove(beside); err == nil {
			err = write(folder, beside, f.contents)
		}
	}
	if err == nil {
		err = folder.Rename(beside, f.name)
	}
	if err != nil {
		return false, errors.Join(err, removeIfThere(folder, beside))
	}
	return true, nil
}

// same reports whether the file has these contents.
func same(root *os.Root, name string, contents []byte) bool {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(contents)) {
		return false
	}
	f, err := root.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	buffer := pieces.Get().(*[piece]byte)
	defer pieces.Put(buffer)
	for length := piece / 16; len(contents) > 0; length = piece { // most of those that differ do so near the beginning
		n, err := io.ReadFull(f, buffer[:min(length, len(contents))])
		if err != nil || !bytes.Equal(buffer[:n], contents[:n]) {
			return false
		}
		contents = contents[n:]
	}
	return true
}

// pieces keep what files are compared by: each a *[piece]byte.
var pieces = sync.Pool{New: func() any { return new([piece]byte) }}

const piece = 64 << 10

// write makes a new file that all can read, whatever the umask is: it is for a web server.
func write(root *os.Root, name string, contents []byte) error {
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
