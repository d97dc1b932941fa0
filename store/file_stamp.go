package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// settled is how old the last change of a file must be before its times tell it from the next one: kernels keep them
// in steps of milliseconds, some file systems in steps of two seconds, and two changes within one step look like one.
// git calls an index that is as young "racy".
const settled = 2 * time.Second

// fileFacts are what the system says about a file that anybody changes, replaces or makes anew.
type fileFacts struct {
	inode   uint64 // where files have numbers
	size    int64
	mtime   time.Time // of the last write
	changed time.Time // of the last change of any kind, which nobody can set; elsewhere of the making
}

// Stamp looks at the file from outside: bbolt writes into it with every document, and so moves its times.
func (s *fileStore) Stamp(ctx context.Context, host string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("stamp of %s: %w", host, err)
	}
	path, err := s.path(host)
	if err != nil {
		return "", err
	}
	f, regular, err := factsOf(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !regular: // Newest knows what to say
		return "", nil
	case err != nil:
		return "", fmt.Errorf("stamp of %s: %w", host, err)
	}
	now := s.now()
	if now.Sub(f.mtime) < settled || now.Sub(f.changed) < settled { // or in the future: the clock was set back
		return "", nil
	}
	return fmt.Sprintf("%x.%x.%x.%x", f.inode, f.size, f.mtime.UnixNano(), f.changed.UnixNano()), nil
}
