package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"syscall"
	"time"
	"unsafe"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// lockWait is the longest wait for another process to let go of a file; lockPoll is how often it is asked. bbolt's
// own polling, every 50 ms, would make a writer wait far longer than a reader takes.
const (
	lockWait = 2 * time.Second
	lockPoll = 5 * time.Millisecond
)

// access is one transaction on one host's file.
type access struct {
	path string
	size int64 // of the file
	tx   *bolt.Tx
}

// withFile opens the file, waiting for other processes' locks until the given time, gives work a transaction, and lets
// go of file and lock before it returns. A writer's work commits the transaction itself; what is not committed is
// rolled back.
//
// bbolt trusts its file: a page that cannot be read faults, a page of the wrong kind panics. Both become errors here.
// After a panic in bbolt's own Open, Begin or Close it may still hold its locks, so it is not called again: only the
// file is closed, and the mapping stays until the process ends.
func withFile(ctx context.Context, path string, until time.Time, write bool, work func(*access) error) error {
	var file *os.File
	defer func() {
		if file != nil {
			file.Close() // closed already unless bbolt has panicked
		}
	}()
	options := bolt.Options{ReadOnly: !write, NoStatistics: true, Timeout: time.Nanosecond,
		OpenFile: func(name string, flag int, mode fs.FileMode) (f *os.File, err error) {
			// Never made here: bbolt would leave a half-made file behind if it is killed (createFile).
			file, err = os.OpenFile(name, flag&^os.O_CREATE|noFollow, mode)
			return file, plain(name, err)
		}}
	return guard(path, func() error {
		db, err := openLocked(ctx, path, until, &options)
		if err != nil {
			return err
		}
		return errors.Join(transact(db, file, path, write, work), db.Close())
	})
}

// transact runs work in a transaction.
func transact(db *bolt.DB, file *os.File, path string, write bool, work func(*access) error) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	tx, err := db.Begin(write)
	if err != nil {
		return err
	}
	err = guard(path, func() error {
		return work(&access{path: path, size: info.Size(), tx: tx})
	})
	if rollbackErr := tx.Rollback(); rollbackErr != nil && !errors.Is(rollbackErr, berrors.ErrTxClosed) {
		return errors.Join(err, rollbackErr)
	}
	return err
}

// begin begins a walk through the file as bbolt has it mapped, which is the whole of it.
func (a *access) begin(p *pages) error {
	info := a.tx.DB().Info()
	mapped := unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&info.Data))), a.size)
	m, err := metaOf(mapped[:min(a.size, metasSize)])
	if err != nil {
		return notOurs(a.path, err)
	}
	transaction := uint64(a.tx.ID())
	if a.tx.Writable() { // then it is the one to come
		transaction--
	}
	if m.transaction != transaction || m.root != uint64(a.tx.Cursor().Bucket().Root()) || m.pageSize != uint64(info.PageSize) ||
		int64(m.high*m.pageSize) != a.tx.Size() { // what is not what bbolt goes by must not be what is looked at
		return notOurs(a.path, errors.New("the first pages contradict each other"))
	}
	return p.begin(a.path, m, a.size, func(size int64) ([]byte, error) {
		fetchAhead(mapped[:size])
		return mapped[:size], nil
	})
}

// openLocked has bbolt open and lock the file.
func openLocked(ctx context.Context, path string, until time.Time, o *bolt.Options) (db *bolt.DB, err error) {
	err = waitForLock(ctx, path, until, func() (taken bool, err error) {
		db, err = bolt.Open(path, fileMode, o)
		if errors.Is(err, berrors.ErrTimeout) {
			return false, nil
		}
		return err == nil, refusal(path, err)
	})
	return db, err
}

// openShared opens the file for reading past bbolt, with bbolt's lock.
func openShared(ctx context.Context, path string, until time.Time) (file *os.File, err error) {
	err = waitForLock(ctx, path, until, func() (taken bool, err error) {
		file, err = os.OpenFile(path, os.O_RDONLY|noFollow, 0)
		if err != nil {
			return false, refusal(path, plain(path, err))
		}
		if taken, err = lockShared(file); !taken {
			file.Close()
		}
		return taken, refusal(path, err)
	})
	return file, err
}

// waitForLock calls take until it has taken the lock, which it does once at least, or failed.
func waitForLock(ctx context.Context, path string, until time.Time, take func() (taken bool, err error)) error {
	for {
		taken, err := take()
		switch {
		case err != nil || taken:
			return err
		case time.Now().After(until):
			return fmt.Errorf("%s is in use, for %v already: look for a psmonitor that hangs (fuser %s names it)", path, lockWait, path)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s is in use by another psmonitor: %w", path, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}

// refusal says why a file could not be opened.
func refusal(path string, err error) error {
	var refused syscall.Errno
	var named *fs.PathError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: run as the user who made it, or give that user's group the right", err)
	case errors.As(err, &named): // by the system: says nothing about what is in the file
		return err
	case errors.As(err, &refused):
		return fmt.Errorf("open %s: %w", path, err)
	}
	return notOurs(path, err)
}

// notOurs is the error for a file that does not even begin as one of psmonitor's.
func notOurs(path string, cause error) error {
	return fmt.Errorf("%s is damaged, or not psmonitor's (%w): %s", path, cause, moveAway)
}

// moveAway is what to do about a file that cannot be used.
const moveAway = "move it away, and the next sample starts a new one"

// guard runs work and turns a panic, a fault of memory included, into an error that names the file.
func guard(path string, work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		cause := recover()
		if _, fault := cause.(interface{ Addr() uintptr }); fault {
			cause = "a page of it cannot be read"
		}
		if cause != nil {
			err = damaged(path, fmt.Errorf("%v", cause))
		}
	}()
	return work()
}

// damaged is the error for a file whose content makes no sense.
func damaged(path string, cause error) error {
	return fmt.Errorf("%s is damaged (%w): %s", path, cause, moveAway)
}
