package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"psmonitor/internal/notices"
	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
)

// storeSamples brings the spool to the store, the oldest documents first, until this round's own is stored. It returns
// nil only if that is stored. The round holds the second lock.
func (r *round) storeSamples(ctx context.Context) (err error) {
	s, err := store.Open(ctx, r.Store, store.Options{Max: r.Max, Warn: r.addWarning})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(s)) }()
	r.readMemory()
	defer func() {
		if err == nil {
			r.makeHistory(ctx, s)
		}
	}()
	if err := r.emptySpools(ctx, s); r.settled || err != nil {
		return errors.Join(err, r.refused)
	}
	// The spool does not have the document: it could not be spooled, or another round has just delivered it.
	if _, err := r.store(ctx, s, [][]byte{r.doc}); err != nil {
		return err
	}
	if !r.spooled && r.folder != nil {
		r.underLock(ctx, r.keepCounters)
	}
	return r.refused
}

// emptySpools delivers the spools' documents, the oldest first, until the round's own is settled.
func (r *round) emptySpools(ctx context.Context, s store.Store) error {
	if r.folder == nil {
		return nil
	}
	for _, spool := range r.spools() {
		if r.isFrozen(spool) {
			continue
		}
		if err := r.emptySpool(ctx, s, spool); r.settled || err != nil {
			return err
		}
	}
	return nil
}

// frozenAfter is half of the time that a page shows.
const frozenAfter = 24 * time.Hour

// isFrozen reports whether a spool cannot be written to, and has not been for so long that the collection may have forgotten what
// was delivered from it. Delivered again, it would push newer samples out. A spool that can be written to has just got the
// round's document.
func (r *round) isFrozen(spool bsonfile.File) bool {
	info, err := r.folder.Lstat(spool.Name)
	return err == nil && time.Since(info.ModTime()) > frozenAfter
}

// emptySpool delivers a spool batch after batch. What cannot be removed from it is skipped, and the next round stores it once
// more, which changes nothing: another process hangs with the spool, or the folder is read-only. For the same reason as in
// isFrozen, it does so with at most half of what the collection keeps.
func (r *round) emptySpool(ctx context.Context, s store.Store, spool bsonfile.File) error {
	for skip := 0; !r.settled && skip <= r.Max/2; {
		docs, err := r.oldest(ctx, spool, skip)
		if len(docs) == 0 || err != nil {
			return err
		}
		if docs, err = r.store(ctx, s, docs); err != nil {
			return err
		}
		if err := spool.Remove(ctx, docs); err != nil {
			skip += len(docs)
			r.Log.Debug("delivered, but still in the spool", "err", err)
			if r.spooled && !r.settled && ctx.Err() == nil {
				const key = "delivered samples cannot be removed from the spool"
				r.notices.Add(notices.Notice{Key: key, Text: fmt.Sprintf(key+", and are delivered again: %v", err)})
			}
		}
	}
	return nil
}

// store appends documents. Those that the store will never take go to the file of refused documents, because the others
// would wait behind them. It returns the documents that need not be delivered again.
func (r *round) store(ctx context.Context, s store.Store, docs [][]byte) (done [][]byte, err error) {
	r.expect(docs)
	done, err = docs, s.Append(ctx, r.Host.Name, docs...)
	var refused *store.RefusedError
	switch {
	case errors.As(err, &refused):
		if keepErr := r.keepRefused(ctx, refused.Docs); keepErr != nil {
			return nil, fmt.Errorf("%w; and it cannot be kept: %w", err, keepErr)
		}
		r.refused = err
		done = docs[:refused.Through]
		r.delivered(withoutThose(done, refused.Docs))
	case err != nil:
		return nil, err
	default:
		r.delivered(docs)
	}
	r.settled = r.settled || slices.ContainsFunc(done, func(doc []byte) bool { return bytes.Equal(doc, r.doc) })
	return done, nil
}

// delivered notes what the store has acknowledged.
func (r *round) delivered(docs [][]byte) {
	r.stored += len(docs)
	for _, doc := range docs {
		if at, ok := rollup.Date(doc); ok {
			r.last = at
		}
	}
	r.Log.Debug("stored", "host", r.Host.Name, "store", store.Redact(r.Store), "documents", len(docs))
}

// withoutThose returns the documents that are not among others.
func withoutThose(docs, others [][]byte) [][]byte {
	return slices.DeleteFunc(slices.Clone(docs), func(doc []byte) bool {
		return slices.ContainsFunc(others, func(other []byte) bool { return bytes.Equal(doc, other) })
	})
}
