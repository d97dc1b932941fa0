package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Newest reads the newest documents out of the host's file, which is locked against writers meanwhile.
func (s *fileStore) Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read %s: %w", host, err)
	}
	path, err := s.path(host)
	if err != nil {
		return err
	}
	there, err := isThere(path)
	if err != nil || !there || n <= 0 {
		return err
	}
	v := visitor{visit: visit}
	err = withFile(ctx, path, time.Now().Add(lockWait), false, func(a *access) error {
		return a.newest(uint64(n), func(doc []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return v.call(head(doc))
		})
	})
	switch {
	case v.panicked != nil:
		panic(v.panicked)
	case v.stopped != nil:
		return v.stopped
	case errors.Is(err, fs.ErrNotExist): // moved away this moment
		return nil
	case err != nil:
		return fmt.Errorf("read %s: %w", host, err)
	}
	return nil
}

// newest calls visit for the newest n documents, oldest first.
func (a *access) newest(n uint64, visit func(doc []byte) error) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	p, err := a.pages(func(size int64) ([]byte, error) { return a.read(buffer, size) })
	var refused syscall.Errno
	switch {
	case errors.As(err, &refused): // by the system: says nothing about what is in the file
		return err
	case err != nil:
		return damaged(a.path, err)
	}
	samples, leaves, err := a.walk(p)
	if err != nil {
		return err
	}
	if leaves == nil {
		first, last, err := a.span(samples)
		if err != nil {
			return err
		}
		return a.each(samples, newest(n, first, last), last, visit)
	}
	oldestKey, _ := p.element(leaves[0], 0)
	newestKey, _ := p.element(leaves[len(leaves)-1], -1)
	first, last, err := a.spanOf(samples, oldestKey, newestKey)
	if err != nil {
		return err
	}
	if p.elements(leaves) != last-first+1 { // none is looked at but those asked for
		return damaged(a.path, errors.New("the keys are out of order"))
	}
	return p.each(leaves, newest(n, first, last), last, func(number uint64, k, v []byte) error {
		doc, err := a.document(number, k, v)
		if err != nil {
			return err
		}
		return visit(doc)
	})
}

// newest returns the number of the first of the newest n documents; last is less than first when there are none.
func newest(n, first, last uint64) uint64 {
	if last-first+1 > n { // unsigned: holds for none, too
		return last - n + 1
	}
	return first
}

// readLimit is how large the files are that are read into memory: 576 documents of 4 KB and what is left free among them.
const readLimit = 8 << 20

// buffers keep what files are read into, each a *[]byte.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// read returns the file's pages, read in one call: that costs half of what it takes to touch each page of a mapping, and
// no page can vanish while it is looked at. Large files are left where they are mapped.
func (a *access) read(buffer *[]byte, size int64) ([]byte, error) {
	if size > readLimit {
		return a.mapped(size)
	}
	*buffer = slices.Grow((*buffer)[:0], int(size))[:size]
	n, err := a.file.ReadAt(*buffer, 0)
	if err == io.EOF {
		return nil, fmt.Errorf("cut off after %d of %d bytes while it was read", n, size)
	}
	return *buffer, err
}

// visitor tells what goes wrong in visit from what goes wrong in the file: it is handed on as it is.
type visitor struct {
	visit    func(doc []byte) error
	stopped  error
	panicked any
}

func (v *visitor) call(doc []byte) error {
	defer func() {
		cause := recover()
		if _, fault := cause.(interface{ Addr() uintptr }); cause != nil && !fault { // a fault is the mapped file's
			v.panicked = cause
		}
		if cause != nil {
			panic(cause)
		}
	}()
	v.stopped = v.visit(doc)
	return v.stopped
}
