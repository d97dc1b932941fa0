package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/gofrs/flock"
	bolt "go.etcd.io/bbolt"
)

// createFile makes an empty file at path, and its folder, unless it is there. The file is made beside and renamed,
// so that a crash leaves none, or a good one, and never one that the next run refuses. A lock on the folder keeps two
// processes from making the same file: the second rename would bury the first one's documents.
func createFile(ctx context.Context, path string) error {
	folder := filepath.Dir(path)
	if err := makeFolder(folder); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(folder, ".lock"), flock.SetFlag(os.O_CREATE|os.O_RDONLY|noFollow), flock.SetPermissions(fileMode))
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	if _, err := lock.TryLockContext(waiting, lockPoll); errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s is in use, for %v already: look for a psmonitor that hangs", lock.Path(), lockWait)
	} else if err != nil {
		return plain(lock.Path(), err)
	}
	defer lock.Unlock()
	if there, err := isThere(path); err != nil || there {
		return err
	}
	beside := path + ".new"
	if err := os.Remove(beside); err != nil && !errors.Is(err, os.ErrNotExist) { // left by a crash
		return err
	}
	if err := guard(beside, func() error { return writeEmpty(beside) }); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	if err := os.Rename(beside, path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// makeFolder makes the store's folder unless it is there. A renderer in the group may look into it, whatever the umask.
func makeFolder(folder string) error {
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return err
	}
	err := os.Mkdir(folder, folderMode)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.Chmod(folder, folderMode)
}

// writeEmpty makes a file of the current format without documents, where nothing is.
func writeEmpty(path string) error {
	db, err := bolt.Open(path, fileMode, &bolt.Options{NoStatistics: true, Timeout: time.Nanosecond,
		OpenFile: func(name string, flag int, mode fs.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag|os.O_EXCL, mode)
			if err != nil {
				return nil, err
			}
			return f, f.Chmod(fileMode) // whatever the umask
		}})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		about, err := tx.CreateBucket(formatBucket)
		if err != nil {
			return err
		}
		if err := about.Put(formatKey, []byte(strconv.Itoa(formatVersion))); err != nil {
			return err
		}
		_, err = tx.CreateBucket(samplesBucket)
		return err
	})
	return errors.Join(err, db.Close())
}

// syncFolder makes the names in a folder durable. Windows cannot, and does not need it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
