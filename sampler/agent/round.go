package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"psmonitor/internal/folder"
	"psmonitor/internal/notices"
	"psmonitor/sampler"
	"psmonitor/store/bsonfile"
)

// round is one sample on its way from the machine to the store.
//
// Two locks in the state folder keep rounds, of this process and of others, apart. The first is held while the machine is read
// and the sample spooled, but not while a round waits for the counters to move; and for a moment when the notices are used. The
// second is held while samples are delivered, which may take until the deadline; a holder of the first never waits for the
// second. So a sample is taken and spooled in time even when a delivery hangs.
//
// The first lock only keeps samples in order, and their intervals from overlapping. Files are safe without it: each is replaced
// in one step, or locked by itself. So a round that waits too long for this lock, because its holder hangs, continues without it.
//
// A round may end at any instant. Before the sample is spooled, there is none. After that, the next round delivers it,
// once more perhaps, which stores recognize by its _id. If only the counters were not kept, the next sample covers the
// time of this one too.
//
// Nothing is logged while a lock is held: whoever reads the log may hang.
type round struct {
	Agent
	folder  *folder.Folder // nil: it cannot be used
	noLocks bool           // its files cannot be locked
	stuck   bool           // another process hangs with the first lock
	notices notices.List
	doc     []byte        // nil: no sample could be taken
	next    sampler.State // the counters that doc was taken at
	spooled bool
	settled bool      // the store has acknowledged doc, or refused it and it is kept in a file
	refused error     // why the store refused documents, which are kept in a file; nil: it refused none
	stored  int       // documents that the store has acknowledged
	last    time.Time // the date of the last document that the store has acknowledged
	made    historyMemory
	toLog   []notices.Notice
	news    string // that an outage is over; "": none is
}

// sample samples the machine, and keeps first the document and then the counters. In this order, the next sample begins
// where this one ended only if this one is safe.
func (r *round) sample(ctx context.Context) error {
	unlock := r.lockToSample(ctx)
	defer func() { unlock() }()
	r.removeUnfinished()
	host, wait := r.Host, r.Host.Wait
	if wait == nil {
		wait = sampler.Wait
	}
	host.Warn = r.addFamilyWarning
	host.Wait = func(ctx context.Context, d time.Duration) error {
		unlock()
		err := wait(ctx, d)
		unlock = r.lockToSample(ctx)
		return err
	}
	sample, next, err := host.Sample(ctx, r.counters())
	if err != nil {
		return err
	}
	if r.doc, err = sample.Document(); err != nil {
		return err
	}
	r.next = next
	if r.spooled = r.addToSpool(ctx); r.spooled {
		r.keepCounters()
	}
	return nil
}

// deliver delivers the sample and decides what to log of that. It does both under the second lock, so that rounds report in the
// order in which they deliver.
func (r *round) deliver(ctx context.Context) error {
	if !r.spooled {
		r.spoolAgain(ctx)
	}
	unlock, err := r.lock(ctx, deliveringLock, time.Now())
	if err != nil {
		return r.report(ctx, err)
	}
	defer unlock()
	return r.report(ctx, r.storeSamples(ctx))
}

// spoolAgain tries the folder once more after a second, because it may have failed for a moment only. Samples may wait there,
// and would otherwise be stored after this one.
func (r *round) spoolAgain(ctx context.Context) {
	if sampler.Wait(ctx, time.Second) != nil {
		return
	}
	if r.folder == nil {
		r.openFolder()
	}
	if r.spooled = r.addToSpool(ctx); r.spooled {
		r.keepCounters()
	}
}

// counters returns the counters of the last sample. Damaged ones are renamed: then the time since that sample is not covered.
func (r *round) counters() sampler.State {
	if r.folder == nil || r.noLocks { // if they cannot be saved, each sample would cover more than the one before
		return sampler.State{}
	}
	last, err := readCounters(r.folder, r.file(countersFile))
	if errors.Is(err, bsonfile.ErrDamaged) {
		r.renameDamaged("the last counters cannot be used: measuring over one second", countersFile, err)
	} else if err != nil {
		r.addWarning(fmt.Sprintf("the last counters cannot be read, so each sample covers only one second: %v", err))
	}
	return last
}

// readCounters reads the counters from their file. Without a file, it returns the zero State. Counters that are not
// valid are bsonfile.ErrDamaged.
func readCounters(f *folder.Folder, name string) (sampler.State, error) {
	data, err := bsonfile.ReadSealed(f, name)
	if err != nil || data == nil {
		return sampler.State{}, err
	}
	last, err := sampler.DecodeState(data)
	if err != nil {
		return sampler.State{}, fmt.Errorf("%s: %w: %w", f.Path(name), bsonfile.ErrDamaged, err)
	}
	return last, nil
}

// keepCounters keeps the counters for the next sample.
func (r *round) keepCounters() {
	data, err := r.next.Encode()
	if err == nil {
		err = bsonfile.WriteSealed(r.folder, r.file(countersFile), data)
	}
	switch {
	case err == nil:
	case r.spooled:
		r.addWarning(fmt.Sprintf("the counters cannot be saved, so the next sample covers more than its own interval: allow this user to write to all files in %s, "+
			"or name another folder with -state (%v)", r.State, err))
	default:
		r.reportUnwritable(err)
	}
}
