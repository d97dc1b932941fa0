package agent

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"psmonitor/internal/folder"
)

// hostFiles are the endings of all files that a host has. The locks come last: they are held until the others are removed.
var hostFiles = []string{countersFile, noticesFile, spoolFile, secondSpool, refusedFile, historyFile, samplingLock, deliveringLock}

// Forget removes the files that the host has in the state folder, also damaged ones that were put aside, and reports whether there
// were any. It waits until no other process samples the host or delivers its samples. It warns of samples that no store has.
func (a Agent) Forget(ctx context.Context) (had bool, err error) {
	f, err := folder.Open(a.State, folder.Options{Mode: 0o600})
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close() // nothing is written
	for _, ending := range hostFiles {
		had = had || f.HasWithAsides(a.file(ending))
	}
	if !had {
		return false, nil // without making lock files
	}
	for _, ending := range []string{deliveringLock, samplingLock} { // in the order of a delivery
		unlock, err := f.Lock(ctx, a.file(ending))
		if err != nil {
			return true, fmt.Errorf("wait for the psmonitor sample that uses %s: %w: try again when it is done", a.path(ending), err)
		}
		defer unlock()
	}
	r := &round{Agent: a, folder: f}
	r.warnOfLost(ctx, spoolFile, "waited for a store")
	r.warnOfLost(ctx, secondSpool, "waited for a store")
	r.warnOfLost(ctx, refusedFile, "had been refused by a store")
	err = r.removeAskingLocks()
	for _, ending := range hostFiles {
		err = errors.Join(err, f.RemoveWithAsides(a.file(ending)))
	}
	return true, err
}

// maxCounted is how many bytes of documents are read to count them: more than the spool of any usual collection has.
const maxCounted = 64 << 20

// warnOfLost warns if there are samples in a file that is about to be removed.
func (r *round) warnOfLost(ctx context.Context, ending, why string) {
	file := r.spool()
	file.Name = r.file(ending)
	docs, err := file.Oldest(ctx, 0, math.MaxInt, maxCounted)
	switch {
	case err != nil:
		r.Log.Warn("removed unread", "file", r.path(ending), "err", err)
	case len(docs) > 0:
		r.Log.Warn(fmt.Sprintf("removed with %s, samples of %s that %s: %d", r.path(ending), r.Host.Name, why, len(docs)))
	}
}
