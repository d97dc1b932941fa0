package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"psmonitor/store"
)

// storeSamples brings the spool to the store, the oldest documents first, until this round's own is stored. It returns
// nil only if that is stored. The round holds the second lock.
func (r *round) storeSamples(ctx context.Context) (err error) {
	s, err := store.Open(ctx, r.Store, store.Options{Max: r.Max, Warn: r.addWarning})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(s)) }()
	done, err := r.emptySpool(ctx, s)
	if done || err != nil {
		return errors.Join(err, r.refused)
	}
	// The spool does not have the document: it could not be spooled, or another round has just delivered it.
	if _, err := r.store(ctx, s, [][]byte{r.doc}); err != nil {
		return err
	}
	if r.spooled || r.folder == nil {
		return r.refused
	}
	return errors.Join(r.refused, r.underLock(ctx, r.keepCounters))
}

// emptySpool delivers batch after batch. done is whether the round's own document was among them. A spool that cannot
// be used is not an error: the caller still has the document.
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
			r.reportUnwritable(err)
			return false, nil
		}
	}
	return done, nil
}

// store appends documents. Those that the store will never take go to the file of refused documents, because the others
// would wait behind them. It returns the documents that need not be delivered again.
func (r *round) store(ctx context.Context, s store.Store, docs [][]byte) ([][]byte, error) {
	err := s.Append(ctx, r.Host.Name, docs...)
	var refused *store.RefusedError
	if !errors.As(err, &refused) {
		if err == nil {
			r.delivered(len(docs))
		}
		return docs, err
	}
	if keepErr := r.keepRefused(ctx, refused.Docs); keepErr != nil {
		return nil, fmt.Errorf("%w; and it cannot be kept: %w", err, keepErr)
	}
	r.refused = err
	r.delivered(refused.Through - len(refused.Docs))
	return docs[:refused.Through], nil
}

func (r *round) delivered(n int) {
	r.stored += n
	r.Log.Debug("stored", "host", r.Host.Name, "store", store.Redact(r.Store), "documents", n)
}
