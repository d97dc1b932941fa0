package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// The pause before a lock that another process holds is tried again is short at first, and then becomes longer, because a
// process may wait for a minute.
const (
	shortWait = 5 * time.Millisecond
	longWait  = 20 * time.Millisecond
)

// ErrLocked is the error for a lock that another process, or another call in this one, holds.
var ErrLocked = errors.New("locked by another process")

// Lock creates the lock file if it is missing, waits until nobody else has locked it, and locks it until unlock is called or
// the process ends. It tries at least once. If ctx ends before it succeeds, it returns ctx's error. Any other error means
// that this folder cannot be locked.
func (f *Folder) Lock(ctx context.Context, name string) (unlock func(), err error) {
	return f.unlockOf(wait(ctx, func() (*os.File, error) { return f.tryLockFile(name) }))
}

// TryLock is Lock without waiting: if another process has the lock, it returns ErrLocked.
func (f *Folder) TryLock(name string) (unlock func(), err error) {
	return f.unlockOf(f.tryLockFile(name))
}

// TryLockFile is TryLock, but returns the locked file. The lock lasts until the file is closed, in this process and in those
// that have inherited it.
func (f *Folder) TryLockFile(name string) (*os.File, error) { return f.tryLockFile(name) }

func (f *Folder) unlockOf(file *os.File, err error) (unlock func(), _ error) {
	if err != nil {
		return nil, err
	}
	return func() { _ = file.Close() }, nil // nothing was written
}

// tryLockFile locks a lock file, and writes this process's ID into it. Users who may only read it can lock it too, so where
// everybody may read the folder's files, the owner's lock files are closed to others: anybody could keep them locked.
func (f *Folder) tryLockFile(name string) (*os.File, error) {
	file, err := f.tryLock(name, os.O_RDWR|os.O_CREATE)
	if err == nil {
		_, _ = fmt.Fprintf(file, holderFormat, os.Getpid()) // on a full disk the holder remains unknown
	} else if errors.Is(err, fs.ErrPermission) {
		if readable, err2 := f.tryLock(name, os.O_RDONLY); !errors.Is(err2, fs.ErrNotExist) { // else the folder is read-only
			file, err = readable, err2
		}
	}
	if err == nil && f.o.Mode&0o004 != 0 {
		_ = setMode(file, 0o600) // fails for a user who does not own it
	}
	return file, err
}

// holderFormat is the content of a lock file, of constant length, so that a shorter ID replaces all of a longer one.
const holderFormat = "%-10d\n"

// Holder returns the ID of the process that has locked a lock file last. 0 is unknown: for example, that process may only read
// the file.
func (f *Folder) Holder(name string) (pid int) {
	content, _ := f.ReadFile(name, 64)
	pid, _ = strconv.Atoi(strings.TrimSpace(string(content)))
	return max(0, pid)
}

// OpenLocked opens a file for reading and writing, and locks it until it is closed. It waits for the lock as Lock does. With
// create, it creates a missing file. OpenFile does not wait for the lock. When OpenLocked returns, the name is still that of
// this file: it has not been replaced or removed.
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
	if err == nil && !f.isStillNamed(name, file) {
		err = ErrLocked // the file was just replaced
	}
	if err != nil {
		return nil, f.failed("lock", name, errors.Join(err, file.Close()))
	}
	return file, nil
}

// isStillNamed reports whether an open file still has its name.
func (f *Folder) isStillNamed(name string, file *os.File) bool {
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
