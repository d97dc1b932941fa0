package store

import (
	"context"
	"crypto/rand"
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

// createFile makes an empty file at path, and its folder, unless it is there. The file is made beside, under a name that
// nobody else uses, and renamed, so that a crash leaves none, or a good one, and never one that the next run refuses. A
// lock on the folder keeps two processes from renaming to the same name, as the second would bury the first one's
// documents. All that takes time is done without it: a fleet's first samples come at once.
func createFile(ctx context.Context, path string) (err error) {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	beside := path + "." + rand.Text() + newEnding
	defer func() {
		if removeErr := os.Remove(beside); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, removeErr)
		}
	}()
	if err := guard(beside, func() error { return writeEmpty(beside) }); err != nil {
		return err
	}
	if err := publish(ctx, beside, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path)) // of whoever has made it: it has to last before anything is in it
}

// publish gives a file its name, unless somebody else has made one of that name.
func publish(ctx context.Context, beside, path string) error {
	lock := flock.New(filepath.Join(filepath.Dir(path), ".lock"), flock.SetFlag(os.O_CREATE|os.O_RDONLY|noFollow), flock.SetPermissions(fileMode))
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
	return os.Rename(beside, path)
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
