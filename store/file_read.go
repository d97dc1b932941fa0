package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	samples, err := a.checked(false)
	if err != nil {
		return err
	}
	first, last, err := a.span(samples)
	if err != nil {
		return err
	}
	if last-first+1 > n { // unsigned: holds for none, too
		first = last - n + 1
	}
	return a.each(samples, first, last, visit)
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
