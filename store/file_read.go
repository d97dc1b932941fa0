package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"
)

// Newest reads the newest documents out of the host's file, which is locked against writers while it is read.
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
	give := func(doc []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return v.call(head(doc))
	}
	until := time.Now().Add(lockWait)
	err = s.readWhole(ctx, path, until, func(p *pages) error { return p.newest(uint64(n), give) })
	if errors.Is(err, errLarge) {
		err = withFile(ctx, path, until, false, func(a *access) error {
			var p pages
			if err := a.begin(&p); err != nil {
				return err
			}
			return p.newest(uint64(n), give)
		})
	}
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
func (p *pages) newest(n uint64, visit func(doc []byte) error) error {
	d, err := p.documents()
	if err != nil {
		return err
	}
	from := d.first
	if d.last-d.first+1 > n {
		from = d.last - n + 1
	}
	return d.each(from, visit)
}

// readLimit is how large the files are that are read into memory: 576 documents of 4 KB and what is left free among them.
const readLimit = 8 << 20

// errLarge is a file of which more is in use than readLimit.
var errLarge = errors.New("too large to be read into memory")

// reader has the room for a file.
type reader struct {
	pages
	buffer []byte
}

// keptReaders is how many readers a store keeps for the next files. A sync.Pool would lose them at each garbage collection,
// and as much memory as a file takes is dear to get again.
const keptReaders = 4

// readWhole reads all of a file that is in use into memory, and gives work its pages. That costs half of what it takes to
// touch each page of a mapping, and neither can a page vanish while it is looked at, nor does a writer wait for the work.
func (s *fileStore) readWhole(ctx context.Context, path string, until time.Time, work func(*pages) error) error {
	var r *reader
	select {
	case r = <-s.readers:
	default:
		r = new(reader)
	}
	defer func() {
		select {
		case s.readers <- r:
		default:
		}
	}()
	return guard(path, func() error {
		if err := r.read(ctx, path, until); err != nil {
			return err
		}
		return work(&r.pages)
	})
}

func (r *reader) read(ctx context.Context, path string, until time.Time) error {
	file, err := openShared(ctx, path, until)
	if err != nil {
		return err
	}
	defer file.Close() // which was for reading only
	info, err := file.Stat()
	if err != nil {
		return err
	}
	r.buffer = r.buffer[:0]
	if err := r.fill(file, 0, min(info.Size(), metasSize)); err != nil {
		return err
	}
	m, err := metaOf(r.buffer)
	if err != nil {
		return notOurs(path, err)
	}
	return r.begin(path, m, info.Size(), func(size int64) ([]byte, error) {
		if size > readLimit {
			return nil, errLarge
		}
		err := r.fill(file, len(r.buffer), size)
		return r.buffer[:size], err
	})
}

// fill reads a file into the buffer, of which it has so much already, up to the given size.
func (r *reader) fill(file *os.File, has int, size int64) error {
	if size <= int64(has) {
		return nil
	}
	r.buffer = slices.Grow(r.buffer[:has], int(size)-has)[:size]
	n, err := file.ReadAt(r.buffer[has:], int64(has))
	if err == io.EOF {
		return damaged(file.Name(), fmt.Errorf("cut off after %d of %d bytes while it was read", has+n, size))
	}
	return err
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
