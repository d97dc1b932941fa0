package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"

	"psmonitor/internal/folder"
)

// output is the site's folder. It counts what is written into it.
type output struct {
	*folder.Folder
	files, bytes atomic.Int64
}

// folderOptions: a web server reads the files, and they need not survive a power loss, as they can be made again.
var folderOptions = folder.Options{Mode: 0o644}

// fileStamp tells whether a file is still as it was written, without reading it.
type fileStamp struct {
	Size int64 // bytes
	Time int64 // of the last write, ns since 1970
}

func stampOf(info fs.FileInfo) fileStamp { return fileStamp{info.Size(), info.ModTime().UnixNano()} }

// file is a file to write.
type file struct {
	name     string
	contents []byte
}

// put makes files in one folder of the site have these contents, in this order, and returns their stamps. A file that has
// them already is not touched, so that its time and the web server's ETag stay. It is safe for concurrent use.
func (o *output) put(dir string, files ...file) ([]fileStamp, error) {
	sub, err := o.Sub(dir)
	if err != nil {
		return nil, err
	}
	defer sub.Close()
	stamps := make([]fileStamp, len(files))
	for i, f := range files {
		written, err := sub.Update(f.name, f.contents)
		if err != nil {
			return nil, err
		}
		if written {
			o.files.Add(1)
			o.bytes.Add(int64(len(f.contents)))
		}
		info, err := sub.Lstat(f.name)
		if err != nil {
			return nil, err
		}
		stamps[i] = stampOf(info)
	}
	return stamps, nil
}

// isUnchanged reports whether a file has this stamp. Nothing is read, so the file is looked at by its path, which costs a quarter of
// what it does through an os.Root.
func (o *output) isUnchanged(name string, s fileStamp) bool {
	info, err := os.Lstat(o.Path(name))
	return err == nil && info.Mode().IsRegular() && stampOf(info) == s
}

// remove removes a file if it is there.
func (o *output) remove(name string) error {
	if !o.Has(name) {
		return nil
	}
	return o.Remove(name)
}

// withHint says what to do about something that stands in the place of a file that psmonitor needs.
func withHint(err error) error {
	if errors.Is(err, folder.ErrNotFile) || errors.Is(err, folder.ErrTooLarge) {
		return fmt.Errorf("%w: remove it, and the next render makes a new one", err)
	}
	return err
}
