package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/spool"
	"psmonitor/state"
)

// The files that a host has in the state folder, by what follows its name. None ends with another.
const (
	countersFile   = ".json"
	spoolFile      = ".spool"
	noticesFile    = ".notices"
	refusedFile    = ".refused"
	samplingLock   = ".lock"
	deliveringLock = ".delivering"
)

// afterwards is how long a round may wait beyond its deadline to write down what it has done.
const afterwards = 2 * time.Second

// file returns the name of one of the host's files.
func (j sampling) file(ending string) string { return metric.FileName(j.host.Name) + ending }

// openFolder opens the state folder. What cannot be kept costs the rates and the spool, not the sample.
func (r *round) openFolder() {
	err := makeFolder(r.config.State, 0o700)
	if err == nil {
		r.folder, err = state.Open(r.config.State)
	}
	if err != nil {
		r.cannotKeep(err)
	}
	r.locks = err == nil
}

func (r *round) closeFolder() {
	if r.folder != nil {
		_ = r.folder.Close() // nothing is written at that
	}
}

// cannotKeep gives notice that the state folder is of no use, whatever the reason is.
func (r *round) cannotKeep(err error) {
	const class = "nothing can be kept in the state folder"
	r.notices.give(notice{Class: class, text: fmt.Sprintf(class+" %s: each sample measures over one second, and is lost if the store is away: "+
		"make room, let this user write there, or name another folder with -state (%v)", r.config.State, err)})
}

// lock waits for one of the host's locks. A folder that knows no locks is not written to: two rounds at once would
// spoil its files.
func (r *round) lock(ctx context.Context, ending string) (unlock func(), err error) {
	if !r.locks {
		return func() {}, nil
	}
	unlock, err = r.folder.Lock(ctx, r.file(ending))
	switch {
	case err == nil:
		return unlock, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("another psmonitor sample of %s holds %s, and has for all of %v: look what it waits for",
			r.host.Name, r.folder.Path(r.file(ending)), r.timeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	r.locks = false
	r.cannotKeep(err)
	return func() {}, nil
}

// errNoLocks is a folder that is not written to.
var errNoLocks = errors.New("no locks in the state folder")

// briefly does something with the folder's files under the first lock. Whoever holds it needs seconds at most; so it is
// waited for even after the deadline, to write down what was done.
func (r *round) briefly(ctx context.Context, work func() error) error {
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
	if !r.locks {
		return errNoLocks
	}
	return work()
}

// sweep removes what crashed runs have left half written. The spool sees to its own.
func (r *round) sweep() {
	if !r.locks {
		return
	}
	if err := r.folder.Sweep(r.file(countersFile), r.file(noticesFile)); err != nil {
		r.log.Debug("not swept", "err", err)
	}
}

// putAside puts one of the host's files aside, and says why and where it is.
func (r *round) putAside(message, ending string, why error) {
	aside := "nothing, as the folder cannot be written"
	if r.locks {
		var err error
		if aside, err = r.folder.Aside(r.file(ending)); err != nil {
			aside = "nothing: " + err.Error()
		}
	}
	r.log.Warn(message, "err", why, "kept as", aside)
}

// spool returns the host's spool.
func (r *round) spool() spool.Spool {
	return spool.Spool{Folder: r.folder, Name: r.file(spoolFile), Max: r.config.MaxDocuments(),
		Warn: func(message string) { r.log.Warn(message) }}
}

// addToSpool spools the document, and returns whether it is safe there.
func (r *round) addToSpool() bool {
	if !r.locks {
		return false
	}
	dropped, err := r.spool().Append(r.doc)
	if err != nil {
		r.cannotKeep(err)
		return false
	}
	if dropped > 0 {
		r.notices.give(notice{Class: "the spool is full", Hourly: true, Lost: dropped, text: fmt.Sprintf(
			"the spool has as many samples as the collection keeps, %d: the oldest make room", r.config.MaxDocuments())})
	}
	return true
}
