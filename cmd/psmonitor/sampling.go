package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/sampler"
	"psmonitor/state"
)

// sampling is the taking of samples of one host.
type sampling struct {
	config  config.Config
	host    sampler.Host
	timeout time.Duration
	print   bool
	log     *slog.Logger
	app     app
	turn    chan struct{} // has room for the one round of this process that delivers
}

// round is one sample on its way from the machine to the store.
//
// Two locks in the state folder keep rounds, of this process and of others, apart. The first is held while the machine
// is sampled, and for a moment whenever one of the folder's files is used: for seconds at most. The second is held while
// the store is talked to, which may take until the deadline; nobody waits for it who holds the first. So a sample is
// taken and spooled in time even when a delivery hangs.
//
// A round may end at any instant. Before the sample is spooled, there is none. After that, the next round delivers it,
// once more perhaps, which stores notice by its _id. If only the counters were not kept, the next sample covers the
// time of this one too.
type round struct {
	sampling
	folder  *state.Folder // nil: none can be used
	locks   bool          // whether the folder knows locks: without, no file there is written
	notices notices
	doc     []byte
	next    sampler.State // the counters that doc was taken at
	spooled bool
	refused error // of the store's, about documents that are put aside; nil: there were none
	stored  int   // documents that the store has acknowledged
}

// begin takes one sample and spools it; finish delivers it. The deadline is for both.
func (j sampling) begin(ctx context.Context) (finish func() error, err error) {
	ctx, cancel := context.WithTimeout(ctx, j.timeout)
	if j.print {
		defer cancel()
		return func() error { return nil }, j.show(ctx)
	}
	r := &round{sampling: j}
	r.openFolder()
	if err := r.take(ctx); err != nil {
		cancel()
		r.closeFolder()
		return nil, err
	}
	return func() error {
		defer cancel()
		defer r.closeFolder()
		return r.finish(ctx)
	}, nil
}

// finish delivers the sample and says what there is to be said, before another round can: what it says then comes after.
func (r *round) finish(ctx context.Context) error {
	release, err := r.turnToDeliver(ctx)
	if err != nil {
		return r.tell(ctx, err)
	}
	defer release()
	return r.tell(ctx, r.deliver(ctx))
}

// take samples the machine, and keeps first the document and then the counters. In this order, the next sample begins
// where this one ended only if this one is safe.
func (r *round) take(ctx context.Context) error {
	unlock, err := r.lock(ctx, samplingLock)
	if err != nil {
		return err
	}
	defer unlock()
	r.sweep()
	sample, next, err := r.host.Sample(ctx, r.counters())
	if err != nil {
		return err
	}
	if r.doc, err = sample.Document(); err != nil {
		return err
	}
	r.next = next
	if r.spooled = r.addToSpool(); r.spooled {
		r.keepCounters()
	}
	return nil
}

// counters returns what the last sample has left. Damaged counters are put aside: what is lost is the time since then.
func (r *round) counters() sampler.State {
	if r.folder == nil {
		return sampler.State{}
	}
	last, err := readCounters(r.folder, r.file(countersFile))
	if errors.Is(err, state.ErrDamaged) {
		r.putAside("the last counters cannot be used: measuring over one second", countersFile, err)
	} else if err != nil {
		r.notices.warn(fmt.Sprintf("the last counters cannot be read, so that each sample measures over one second: %v", err))
	}
	return last
}

// readCounters reads the counters from their file. None are the zero State; whatever makes no sense is ErrDamaged.
func readCounters(folder *state.Folder, name string) (sampler.State, error) {
	data, err := folder.Read(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return sampler.State{}, nil
	case err != nil:
		return sampler.State{}, err
	}
	last, err := sampler.DecodeState(data)
	if err != nil {
		return sampler.State{}, fmt.Errorf("%s: %w: %w", folder.Path(name), state.ErrDamaged, err)
	}
	return last, nil
}

// keepCounters keeps the counters for the next sample.
func (r *round) keepCounters() {
	data, err := r.next.Encode()
	if err == nil {
		err = r.folder.Replace(r.file(countersFile), data)
	}
	switch {
	case err == nil:
	case r.spooled:
		r.notices.warn(fmt.Sprintf("the counters cannot be kept, so that the next sample covers more than its own time: let this user write all that is in %s, "+
			"or name another folder with -state (%v)", r.config.State, err))
	default:
		r.cannotKeep(err)
	}
}

// show prints the document of a sample, and changes nothing.
func (j sampling) show(ctx context.Context) error {
	var last sampler.State
	if folder, err := state.Open(j.config.State); err == nil {
		defer folder.Close()
		if last, err = readCounters(folder, metric.FileName(j.host.Name)+countersFile); err != nil {
			j.log.Debug("the last counters cannot be used", "err", err)
		}
	}
	sample, _, err := j.host.Sample(ctx, last)
	if err != nil {
		return err
	}
	doc, err := sample.Document()
	if err != nil {
		return err
	}
	text, err := bson.MarshalExtJSONIndent(bson.Raw(doc), false, false, "", "  ")
	if err != nil {
		return fmt.Errorf("show the sample: %w", err)
	}
	_, err = fmt.Fprintf(j.app.stdout, "%s\n", plainJSON(text))
	return err
}

// plainJSON writes what a terminal may act on, or not show, as JSON's escapes: mounts and interfaces have names of
// anybody's choice. Such characters stand in strings only, so that it remains the same JSON.
func plainJSON(text []byte) []byte {
	plain := make([]byte, 0, len(text))
	for _, r := range string(text) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			plain = utf8.AppendRune(plain, r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			plain = fmt.Appendf(plain, `\u%04x\u%04x`, high, low)
		default:
			plain = fmt.Appendf(plain, `\u%04x`, r)
		}
	}
	return plain
}
