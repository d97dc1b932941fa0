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
	secondSpool    = ".spool2"
	noticesFile    = ".notices"
	refusedFile    = ".refused"
	historyFile    = ".history" // up to where the host's history is made: see history.go
	samplingLock   = ".lock"
	deliveringLock = ".delivering"
	askingLock     = ".asking" // one for each file system that may hang: see asking.go
)

// recordWait is how long a round waits for the first lock to record what it has done, also after its deadline.
const recordWait = 2 * time.Second

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

// lock waits for one of the host's locks until ctx ends; then the error says which process has it, and for how long since begun.
// A folder without locks, a read-only one for example, is used without, except for the counters: samples may wait there.
func (r *round) lock(ctx context.Context, ending string, begun time.Time) (unlock func(), err error) {
	if r.folder == nil {
		return func() {}, nil
	}
	name := r.file(ending)
	unlock, err = r.folder.Lock(ctx, name)
	if errors.Is(err, folder.ErrNotFile) {
		if _, err = r.folder.Aside(name); err == nil {
			unlock, err = r.folder.Lock(ctx, name)
		}
	}
	switch {
	case err == nil:
		return unlock, nil
	case errors.Is(err, context.DeadlineExceeded):
		holder := "another psmonitor"
		if pid := r.folder.Holder(name); pid > 0 {
			holder = fmt.Sprintf("process %d", pid)
		}
		return nil, fmt.Errorf("%s has held %s for %v: check what it is waiting for, and end it if it hangs",
			holder, r.path(ending), time.Since(begun).Round(time.Second))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	r.noLocks = true
	r.reportUnwritable(err)
	return func() {}, nil
}

// patience is how long rounds wait for the first lock. After one has waited in vain, the next ones try only once, until one of them
// has the lock: a process that hangs with it would otherwise delay each of them.
type patience struct {
	longest time.Duration
	begun   time.Time // when the first of them began to wait; zero: the last round had the lock
}

// next returns how long a round waits, and when the first one began.
func (p *patience) next() (wait time.Duration, begun time.Time) {
	if p.begun.IsZero() {
		p.begun = time.Now()
		return p.longest, p.begun
	}
	return 0, p.begun
}

// lockToSample waits for the first lock during a quarter of the time that a round has, or as long as Repeat does. If another process
// hangs with it, this round continues without.
func (r *round) lockToSample(ctx context.Context) (unlock func()) {
	if r.stuck {
		return func() {}
	}
	p := r.patience
	if p == nil {
		p = &patience{longest: r.Timeout / 4}
	}
	wait, begun := p.next()
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	unlock, err := r.lock(waiting, samplingLock, begun)
	if err == nil {
		p.begun = time.Time{}
		return unlock
	}
	if r.stuck = true; ctx.Err() == nil {
		r.notices.Add(notices.Notice{Key: notices.MessageKey(err.Error()), Text: err.Error() + "; samples are taken all the same"})
	}
	return func() {}
}

// underLock calls record, which uses the host's files, under the first lock; after a while without it.
func (r *round) underLock(ctx context.Context, record func()) {
	if !r.stuck {
		waiting, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWait)
		defer cancel()
		if unlock, err := r.lock(waiting, samplingLock, time.Now()); err == nil {
			defer unlock()
		}
	}
	record()
}

// removeUnfinished removes files that killed runs have left half written, except the spool's, which removes its own. Without
// the lock, another round may be writing them.
func (r *round) removeUnfinished() {
	if r.folder == nil || r.stuck {
		return
	}
	err := errors.Join(r.folder.RemoveUnfinished(r.file(countersFile)), r.folder.RemoveUnfinished(r.file(noticesFile)),
		r.folder.RemoveUnfinished(r.file(historyFile)), r.removeAskingLocks())
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
