package agent

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/metric"
)

// The files that a host has in the state folder, by what follows its name. None ends with another.
const (
	countersFile   = ".counters"
	spoolFile      = ".spool"
	noticesFile    = ".notices"
	refusedFile    = ".refused"
	samplingLock   = ".lock"
	deliveringLock = ".delivering"
)

// afterwards is how long a round may wait beyond its deadline to write down what it has done.
const afterwards = 2 * time.Second

// file returns the name of one of the host's files.
func (a Agent) file(ending string) string { return metric.FileName(a.Host.Name) + ending }

// path returns where one of the host's files is, for messages.
func (a Agent) path(ending string) string { return filepath.Join(a.State, a.file(ending)) }

// openFolder opens the state folder. One that cannot be used costs the rates and the spool, not the sample.
func (r *round) openFolder() {
	var err error
	if r.folder, err = folder.Make(r.State, folder.Options{Mode: 0o600, Sync: true}); err != nil {
		r.cannotKeep(err)
	}
}

// closeFolder closes the folder, which is not used from then on.
func (r *round) closeFolder() {
	if r.folder != nil {
		_ = r.folder.Close() // nothing is written at that
		r.folder = nil
	}
}

// cannotKeep gives notice that the state folder is of no use, whatever the reason is.
func (r *round) cannotKeep(err error) {
	const class = "cannot write to the state folder"
	r.give(notice{Class: class, text: fmt.Sprintf(class+" %s: each sample covers only one second, and is lost if the store is unreachable: "+
		"free disk space, allow this user to write there, or name another folder with -state (%v)", r.State, err)})
}

// lock waits for one of the host's locks. A folder without locks is not used: two rounds at once would spoil its files.
func (r *round) lock(ctx context.Context, ending string) (unlock func(), err error) {
	if r.folder == nil {
		return func() {}, nil
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
		return nil, fmt.Errorf("another psmonitor sample of %s has held %s for %v: find out what it waits for",
			r.Host.Name, r.path(ending), time.Since(begun).Round(time.Second))
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	r.cannotKeep(err)
	r.closeFolder()
	return func() {}, nil
}

// lockToSample waits until no other round uses the host's files, for half of the time that a sample has. Another one that
// is stuck by then keeps the files: this round takes its sample without them.
func (r *round) lockToSample(ctx context.Context) (unlock func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, r.Timeout/2)
	defer cancel()
	unlock, err = r.lock(waiting, samplingLock)
	if err == nil || ctx.Err() != nil {
		return unlock, err
	}
	r.warn(fmt.Sprintf("%v; until then samples cover only one second, and are lost if the store is unreachable", err))
	r.closeFolder()
	return func() {}, nil
}

// errNoFolder is a state folder that is not used.
var errNoFolder = errors.New("the state folder cannot be used")

// withFiles does something with the host's files under the first lock. Whoever holds it needs seconds at most; so it is
// waited for even after the deadline, to write down what was done.
func (r *round) withFiles(ctx context.Context, work func() error) error {
	unlock, err := r.lock(ctx, samplingLock)
	if err != nil {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), afterwards)
		defer cancel()
		unlock, err = r.lock(late, samplingLock)
	}
	if err != nil {
		return err
	}
	defer unlock()
	if r.folder == nil {
		return errNoFolder
	}
	return work()
}

// removeUnfinished removes what runs that were killed have left half written. The spool sees to its own.
func (r *round) removeUnfinished() {
	if r.folder == nil {
		return
	}
	err := errors.Join(r.folder.RemoveUnfinished(r.file(countersFile)), r.folder.RemoveUnfinished(r.file(noticesFile)))
	if err != nil {
		r.Log.Debug("unfinished files stay", "err", err)
	}
}

// putAside puts one of the host's files aside, and says why and where it is.
func (r *round) putAside(message, ending string, why error) {
	aside, err := r.folder.Aside(r.file(ending))
	if err != nil {
		aside = "nothing: " + err.Error()
	}
	r.Log.Warn(message, "err", why, "kept as", aside)
}
