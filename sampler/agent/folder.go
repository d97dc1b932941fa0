package agent

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
	"psmonitor/internal/notices"
)

// The files that a host has in the state folder, by what follows its name. None ends with another.
const (
	countersFile   = ".counters"
	spoolFile      = ".spool"
	noticesFile    = ".notices"
	refusedFile    = ".refused"
	samplingLock   = ".lock"
	deliveringLock = ".delivering"
	askingLock     = ".asking" // one for each file system that may hang: see asking.go
)

// lockGrace is how long a round may wait for a lock beyond its deadline, to record what it has done.
const lockGrace = 2 * time.Second

// errNoFolder means that the state folder cannot be used.
var errNoFolder = errors.New("the state folder cannot be used")

// file returns the name of one of the host's files.
func (a Agent) file(ending string) string { return metric.FileName(a.Host.Name) + ending }

// path returns where one of the host's files is, for messages.
func (a Agent) path(ending string) string { return filepath.Join(a.State, a.file(ending)) }

// openFolder opens the state folder. Without one, the sample has no rates and no spool, but it is taken and delivered.
func (r *round) openFolder() {
	var err error
	if r.folder, err = folder.Make(r.State, folder.Options{Mode: 0o600, Sync: true}); err != nil {
		r.reportUnwritable(err)
	}
}

// closeFolder closes the folder, which is not used from then on.
func (r *round) closeFolder() {
	if r.folder != nil {
		_ = r.folder.Close() // this writes nothing
		r.folder = nil
	}
}

// reportUnwritable adds the notice that the state folder cannot be used, and why.
func (r *round) reportUnwritable(err error) {
	const key = "cannot write to the state folder"
	r.notices.Add(notices.Notice{Key: key, Text: fmt.Sprintf(key+" %s: each sample covers only one second, and is lost if the store is unreachable: "+
		"free disk space, allow this user to write there, or name another folder with -state (%v)", r.State, err)})
}

// lock waits for one of the host's locks until ctx ends. Two rounds at once would spoil the files, so a folder without
// locks is closed. Without a folder, the error is errNoFolder.
func (r *round) lock(ctx context.Context, ending string) (unlock func(), err error) {
	if r.folder == nil {
		return nil, errNoFolder
	}
	begun := time.Now()
	unlock, err = r.folder.Lock(ctx, r.file(ending))
	if errors.Is(err, folder.ErrNotFile) {
		if _, err = r.folder.Aside(r.file(ending)); err == nil {
			unlock, err = r.folder.Lock(ctx, r.file(ending))
		}
	}
	switch {
	case err == nil:
		return unlock, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("another psmonitor sample of %s has held %s for %v: check what it is waiting for",
			r.Host.Name, r.path(ending), time.Since(begun).Round(time.Second))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	r.reportUnwritable(err)
	r.closeFolder()
	return nil, errNoFolder
}

// lockToSample waits for the first lock during half of the time that a round has. If another round is stuck with it, the
// folder is closed and the error is errNoFolder: this round takes its sample without the files.
func (r *round) lockToSample(ctx context.Context) (unlock func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, r.Timeout/2)
	defer cancel()
	unlock, err = r.lock(waiting, samplingLock)
	if err == nil || errors.Is(err, errNoFolder) || ctx.Err() != nil {
		return unlock, err
	}
	r.addWarning(fmt.Sprintf("%v; until then samples cover only one second, and are lost if the store is unreachable", err))
	r.closeFolder()
	return nil, errNoFolder
}

// underLock calls record, which uses the host's files, under the first lock. The lock is held for seconds at most, so
// underLock waits for it even after ctx has ended.
func (r *round) underLock(ctx context.Context, record func()) error {
	unlock, err := r.lock(ctx, samplingLock)
	if err != nil && ctx.Err() != nil {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), lockGrace)
		defer cancel()
		unlock, err = r.lock(late, samplingLock)
	}
	if err != nil {
		return err
	}
	defer unlock()
	record()
	return nil
}

// removeUnfinished removes files that killed runs have left half written, except the spool's, which removes its own.
func (r *round) removeUnfinished() {
	err := errors.Join(r.folder.RemoveUnfinished(r.file(countersFile)), r.folder.RemoveUnfinished(r.file(noticesFile)),
		r.removeAskingLocks())
	if err != nil {
		r.Log.Debug("unfinished files remain", "err", err)
	}
}

// renameDamaged renames one of the host's files, and logs why and its new path.
func (r *round) renameDamaged(message, ending string, why error) {
	kept, err := r.folder.Aside(r.file(ending))
	if err != nil {
		kept = "nothing: " + err.Error()
	}
	r.Log.Warn(message, "err", why, "kept", kept)
}
