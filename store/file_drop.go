package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Drop removes the host's file when nobody works on it; a damaged one as well. A writer that comes a moment too late
// has written before it: its document goes with the others.
func (s *fileStore) Drop(ctx context.Context, host string) error {
	path, err := s.path(host)
	if err != nil {
		return err
	}
	if err := s.drop(ctx, path); err != nil {
		return fmt.Errorf("drop %s: %w", host, err)
	}
	return nil
}

func (s *fileStore) drop(ctx context.Context, path string) error {
	if s.o.ReadOnly {
		return errors.New("the store is open for reading only")
	}
	release, err := s.turn(ctx, path)
	if err != nil {
		return err
	}
	defer release()
	there, err := isThere(path)
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("%w in %s", ErrUnknown, s.folder)
	}
	if err := waitForOthers(ctx, path); err != nil {
		return err
	}
	err = os.Remove(path)
	switch {
	case errors.Is(err, fs.ErrNotExist): // by somebody else, this moment
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: run as the user who made it", err)
	case err != nil:
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// waitForOthers returns when no other process works on the file: it takes the lock that bbolt takes, and lets go of it
// at once, as Windows removes no file that is open.
func waitForOthers(ctx context.Context, path string) error {
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY|noFollow))
	waiting, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	_, err := lock.TryLockContext(waiting, lockPoll)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s is in use, for %v already: look for a psmonitor that hangs (fuser %s names it)", path, lockWait, path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: run as the user who made it", err)
	case err != nil:
		return err
	}
	return lock.Close()
}
