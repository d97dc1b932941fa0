package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"psmonitor/store"
)

// A batch of documents goes to the store in one call. It is small enough to leave the spool soon after it was stored.
const (
	batchDocuments = 100
	batchBytes     = 1 << 20
)

// deliver brings the spool to the store, the oldest documents first, until this round's own is there. It returns nil
// only if that is known to be stored. It is this round's turn.
func (r *round) deliver(ctx context.Context) (err error) {
	s, err := store.Open(ctx, r.config.Store, store.Options{Max: r.config.MaxDocuments(), Warn: r.notices.warn})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore(s)) }()
	done, err := r.emptySpool(ctx, s)
	if done || err != nil {
		return errors.Join(err, r.refused)
	}
	// The spool does not have the document: it could not be spooled, or another round has delivered it this moment.
	if _, err := r.store(ctx, s, [][]byte{r.doc}); err != nil {
		return err
	}
	if r.spooled || !r.locks {
		return r.refused
	}
	return errors.Join(r.refused, r.briefly(ctx, func() error {
		r.keepCounters()
		return nil
	}))
}

// turnToDeliver waits until no other round, of this process or of another, talks to the store.
func (r *round) turnToDeliver(ctx context.Context) (release func(), err error) {
	select {
	case r.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("the samples before are still being delivered: %w", ctx.Err())
	}
	unlock, err := r.lock(ctx, deliveringLock)
	if err != nil {
		<-r.turn
		return nil, err
	}
	return func() {
		unlock()
		<-r.turn
	}, nil
}

// emptySpool delivers batch after batch. done is whether the round's own document was among them. A spool that cannot
// be used is no error: the caller has the document still. But one that is only in use is waited for: the own document
// before those of the spool would be out of order.
func (r *round) emptySpool(ctx context.Context, s store.Store) (done bool, err error) {
	for r.locks && !done {
		docs, err := r.oldest(ctx)
		if len(docs) == 0 {
			return false, err
		}
		docs, err = r.store(ctx, s, docs)
		if err != nil {
			return false, err
		}
		done = slices.ContainsFunc(docs, func(doc []byte) bool { return bytes.Equal(doc, r.doc) })
		err = r.briefly(ctx, func() error { return r.spool().Remove(docs) })
		switch {
		case err == nil:
		case done: // what is left in the spool is stored once more, which changes nothing
			r.log.Debug("delivered, but still in the spool", "err", err)
		case ctx.Err() != nil:
			return false, err
		default:
			r.cannotKeep(err)
			return false, nil
		}
	}
	return done, nil
}

// store appends documents, and puts aside those that the store refuses for ever: the others would wait behind them. It
// returns those that are done with.
func (r *round) store(ctx context.Context, s store.Store, docs [][]byte) ([][]byte, error) {
	err := s.Append(ctx, r.host.Name, docs...)
	var refused *store.RefusedError
	if !errors.As(err, &refused) {
		if err == nil {
			r.delivered(len(docs))
		}
		return docs, err
	}
	if asideErr := r.briefly(ctx, func() error { return r.keepRefused(refused.Docs) }); asideErr != nil {
		return nil, fmt.Errorf("%w; and it cannot be put aside: %w", err, asideErr)
	}
	r.refused = err
	r.delivered(refused.Through - len(refused.Docs))
	return docs[:refused.Through], nil
}

// oldest returns the next batch: none if the spool is empty, or cannot be used.
func (r *round) oldest(ctx context.Context) (docs [][]byte, err error) {
	err = r.briefly(ctx, func() (err error) {
		docs, err = r.spool().Oldest(batchDocuments, batchBytes)
		return err
	})
	if err != nil && ctx.Err() == nil {
		r.cannotKeep(err)
		err = nil
	}
	return docs, err
}

func (r *round) delivered(n int) {
	r.stored += n
	r.log.Debug("stored", "host", r.host.Name, "store", store.Redact(r.config.Store), "documents", n)
}

// closeStore closes a store whatever has become of the command's context, in a time of its own.
func closeStore(s store.Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return s.Close(ctx)
}
