package state

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a lock that somebody holds is tried.
const lockPoll = 20 * time.Millisecond

// Lock waits until nobody else holds the lock of that name, and holds it until unlock is called, or the process ends.
// When ctx is over before, the error is ctx's. Any other error means that there can be no lock, as in a folder that
// cannot be written.
func (f *Folder) Lock(ctx context.Context, name string) (unlock func(), err error) {
	file, err := f.OpenFile(name, os.O_RDONLY|os.O_CREATE)
	if errors.Is(err, ErrForeign) {
		if _, err := f.Aside(name); err != nil {
			return nil, err
		}
		file, err = f.OpenFile(name, os.O_RDONLY|os.O_CREATE)
	}
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	// The library opens the file by its path: a link that has come into its place since is refused.
	l := flock.New(f.Path(name), flock.SetFlag(os.O_RDONLY|noFollow), flock.SetPermissions(fileMode))
	if _, err := l.TryLockContext(ctx, lockPoll); err != nil {
		return nil, err
	}
	return func() { _ = l.Close() }, nil
}
