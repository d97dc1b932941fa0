package folder

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"
)

// A lock that another process holds is tried again after a while: a short one first, then a longer one, as processes may wait
// for a minute.
const (
	shortWait = 5 * time.Millisecond
	longWait  = 20 * time.Millisecond
)

// ErrLocked is a lock that another process, or another call of this one, holds.
var ErrLocked = errors.New("locked by another process")

// Lock waits until nobody else holds the lock file, which is made if it is missing, and holds it until unlock is called or the
// process ends. It tries at least once; when ctx ends before it succeeds, the error is ctx's. Any other error means that
// this folder cannot be locked.
func (f *Folder) Lock(ctx context.Context, name string) (unlock func(), err error) {
	return f.unlockOf(wait(ctx, func() (*os.File, error) { return f.tryLockFile(name) }))
}

// TryLock is Lock without the waiting: a lock that is held is ErrLocked.
func (f *Folder) TryLock(name string) (unlock func(), err error) {
	return f.unlockOf(f.tryLockFile(name))
}

func (f *Folder) unlockOf(file *os.File, err error) (unlock func(), _ error) {
	if err != nil {
		return nil, err
	}
	return func() { _ = file.Close() }, nil // nothing was written
}

// tryLockFile locks a file without contents, which needs no right to write.
func (f *Folder) tryLockFile(name string) (*os.File, error) {
	file, err := f.tryLock(name, os.O_RDWR|os.O_CREATE)
	if errors.Is(err, fs.ErrPermission) {
		file, err = f.tryLock(name, os.O_RDONLY)
	}
	return file, err
}

// OpenLocked opens a file to read and write it, and waits as Lock does until nobody else has it open in this way. With
// create, a missing file is made. The lock is held until the file is closed. Readers of the file are not kept out. When it
// returns, the name is that of this file, not of one that has been replaced or removed.
func (f *Folder) OpenLocked(ctx context.Context, name string, create bool) (*os.File, error) {
	flag := os.O_RDWR
	if create {
		flag |= os.O_CREATE
	}
	return wait(ctx, func() (*os.File, error) { return f.tryLock(name, flag) })
}

// tryLock opens a file and locks it.
func (f *Folder) tryLock(name string, flag int) (*os.File, error) {
	file, err := f.OpenFile(name, flag)
	if err != nil {
		return nil, err
	}
	err = lock(file)
	if err == nil && !f.names(name, file) {
		err = ErrLocked // by who has just replaced it
	}
	if err != nil {
		return nil, f.failed("lock", name, errors.Join(err, file.Close()))
	}
	return file, nil
}

// names reports whether the name is that of an open file.
func (f *Folder) names(name string, file *os.File) bool {
	named, err := f.root.Lstat(name)
	if err != nil {
		return false
	}
	opened, err := file.Stat()
	return err == nil && os.SameFile(named, opened)
}

// wait calls try until the lock is free.
func wait(ctx context.Context, try func() (*os.File, error)) (*os.File, error) {
	for pause := shortWait; ; pause = min(2*pause, longWait) {
		file, err := try()
		if !errors.Is(err, ErrLocked) {
			return file, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}
