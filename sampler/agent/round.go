package agent

import (
	"context"
	"errors"
	"fmt"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
)

// round is one sample on its way from the machine to the store.
//
// Two locks in the state folder keep rounds, of this process and of others, apart. The first is held while the machine
// is sampled, and for a moment whenever one of the folder's files is used: for seconds at most. The second is held while
// the store is talked to, which may take until the deadline; nobody waits for it who holds the first. So a sample is
// taken and spooled in time even when a delivery hangs.
//
// A round may end at any instant. Before the sample is spooled, there is none. After that, the next round delivers it,
// once more perhaps, which stores recognize by its _id. If only the counters were not kept, the next sample covers the
// time of this one too.
type round struct {
	Agent
	folder  *folder.Folder // nil: it cannot be used
	notices []notice
	doc     []byte
	next    sampler.State // the counters that doc was taken at
	spooled bool
	refused error // of the store's, about documents that are put aside; nil: there were none
	stored  int   // documents that the store has acknowledged
}

// take samples the machine, and keeps first the document and then the counters. In this order, the next sample begins
// where this one ended only if this one is safe.
func (r *round) take(ctx context.Context) error {
	unlock, err := r.lockToSample(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	r.removeUnfinished()
	sample, next, err := r.Host.Sample(ctx, r.counters())
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

// finish delivers the sample and reports, before another round can: what that one reports then comes after.
func (r *round) finish(ctx context.Context) error {
	unlock, err := r.lock(ctx, deliveringLock)
	if err != nil {
		return r.report(ctx, err)
	}
	defer unlock()
	return r.report(ctx, r.deliver(ctx))
}

// counters returns what the last sample has left. Damaged counters are put aside: what is lost is the time since then.
func (r *round) counters() sampler.State {
	if r.folder == nil {
		return sampler.State{}
	}
	last, err := readCounters(r.folder, r.file(countersFile))
	if errors.Is(err, errDamaged) {
		r.putAside("the last counters cannot be used: measuring over one second", countersFile, err)
	} else if err != nil {
		r.warn(fmt.Sprintf("the last counters cannot be read, so each sample covers only one second: %v", err))
	}
	return last
}

// readCounters reads the counters from their file. None are the zero State; whatever makes no sense is errDamaged.
func readCounters(f *folder.Folder, name string) (sampler.State, error) {
	data, err := readSealed(f, name)
	if err != nil || data == nil {
		return sampler.State{}, err
	}
	last, err := sampler.DecodeState(data)
	if err != nil {
		return sampler.State{}, fmt.Errorf("%s: %w: %w", f.Path(name), errDamaged, err)
	}
	return last, nil
}

// keepCounters keeps the counters for the next sample.
func (r *round) keepCounters() {
	data, err := r.next.Encode()
	if err == nil {
		err = writeSealed(r.folder, r.file(countersFile), data)
	}
	switch {
	case err == nil:
	case r.spooled:
		r.warn(fmt.Sprintf("the counters cannot be saved, so the next sample covers more than its own interval: allow this user to write to all files in %s, "+
			"or name another folder with -state (%v)", r.State, err))
	default:
		r.cannotKeep(err)
	}
}
