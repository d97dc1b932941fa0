package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"psmonitor/store"
)

// deliver brings the spool to the store, the oldest documents first, until this round's own is there. It returns nil
// only if that is known to be stored. The round holds the second lock.
func (r *round) deliver(ctx context.Context) (err error) {
	s, err := store.Open(ctx, r.Store, store.Options{Max: r.Max, Warn: r.warn})
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
	if r.spooled || r.folder == nil {
		return r.refused
	}
	return errors.Join(r.refused, r.withFiles(ctx, func() error {
		r.keepCounters()
		return nil
	}))
}

// emptySpool delivers batch after batch. done is whether the round's own document was among them. A spool that cannot
// be used is no error: the caller has the document still.
func (r *round) emptySpool(ctx context.Context, s store.Store) (done bool, err error) {
	for !done {
		docs, err := r.oldest(ctx)
		if len(docs) == 0 {
			return false, err
		}
		if docs, err = r.store(ctx, s, docs); err != nil {
			return false, err
		}
		done = slices.ContainsFunc(docs, func(doc []byte) bool { return bytes.Equal(doc, r.doc) })
		err = r.spool().Remove(ctx, docs)
		switch {
		case err == nil:
		case done: // what is left in the spool is stored once more, which changes nothing
			r.Log.Debug("delivered, but still in the spool", "err", err)
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
	err := s.Append(ctx, r.Host.Name, docs...)
	var refused *store.RefusedError
	if !errors.As(err, &refused) {
		if err == nil {
			r.delivered(len(docs))
		}
		return docs, err
	}
	if asideErr := r.keepRefused(ctx, refused.Docs); asideErr != nil {
		return nil, fmt.Errorf("%w; and it cannot be kept: %w", err, asideErr)
	}
	r.refused = err
	r.delivered(refused.Through - len(refused.Docs))
	return docs[:refused.Through], nil
}

func (r *round) delivered(n int) {
	r.stored += n
	r.Log.Debug("stored", "host", r.Host.Name, "store", store.Redact(r.Store), "documents", n)
}

// closeStore closes a store whatever has become of the round's context, in a time of its own.
func closeStore(s store.Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return s.Close(ctx)
}
