package bsonfile

import (
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// stampAge is how old the last change of a file must be before its times tell it from the next one: kernels keep them in
// steps of milliseconds, some file systems in steps of two seconds, and two changes within one step look like one. git calls
// an index that is as young "racy".
const stampAge = 2 * time.Second

// facts are what the system says about a file that anybody changes, replaces or makes anew.
type facts struct {
	inode   uint64 // where files have numbers
	size    int64
	mtime   time.Time // of the last write
	changed time.Time // of the last change of any kind, which nobody can set; elsewhere of the making
}

// Stamp returns a short text, hexadecimal digits and dots, that is the same as an earlier one only if nothing was written in
// between. It is "" when that cannot be told: for a file that is missing, is no file, or has just been changed.
func (f File) Stamp(now time.Time) (string, error) {
	have, regular, err := factsOf(f.path())
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !regular: // a reader is told
		return "", nil
	case err != nil:
		return "", err
	}
	if now.Sub(have.mtime) < stampAge || now.Sub(have.changed) < stampAge { // or in the future: the clock was set back
		return "", nil
	}
	return fmt.Sprintf("%x.%x.%x.%x", have.inode, have.size, have.mtime.UnixNano(), have.changed.UnixNano()), nil
}
