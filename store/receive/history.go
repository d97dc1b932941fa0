package receive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/history"
)

// place is where a history document belongs. The zero place is that of a sample.
type place struct {
	span rollup.Span
	host string
}

// maxAhead is how far ahead of the clock history may be. What is farther ahead would take the place of true history, for years: the newer
// document stays.
const maxAhead = 24 * time.Hour

// check reports where a document of an untrusted sender belongs, or why it is refused.
func (r *run) check(doc []byte) (place, error) {
	if err := checkDocument(doc); err != nil {
		return place{}, err
	}
	if !rollup.IsHistory(doc) {
		if r.Host == "" {
			return place{}, errors.New("it is a sample among history documents: put samples in with -host")
		}
		return place{}, nil
	}
	h, err := rollup.ReadHead(doc)
	switch {
	case err != nil:
		return place{}, err
	case h.Start.Sub(r.Now) >= maxAhead:
		return place{}, fmt.Errorf("its date is in the future: %s", h.Start.Format(time.RFC3339))
	case r.Host == "":
		err = r.accept(h.Host)
	case h.Host != r.Host:
		err = fmt.Errorf("it is history of %q, not of %s", h.Host, r.Host)
	}
	return place{h.Span, h.Host}, err
}

// storeSamples stores samples of the host.
func (r *run) storeSamples(ctx context.Context, st store.Store, docs [][]byte) error {
	if len(docs) == 0 {
		return nil
	}
	if err := st.Append(ctx, r.Host, docs...); err != nil {
		return err
	}
	for _, doc := range docs {
		if at, _ := rollup.Date(doc); r.oldest.IsZero() || at.Before(r.oldest) {
			r.oldest = at
		}
	}
	r.last, _ = rollup.Date(docs[len(docs)-1])
	return nil
}

// putHistory stores history documents that are moved from another store. Of two documents with one _id the newer one stays: where a
// host has been sampled for a while, what is moved must not replace its newest hours by those that were there 62 days earlier.
func putHistory(ctx context.Context, st store.Store, at place, docs [][]byte) error {
	heads, err := st.HistoryHeads(ctx, at.span, at.host)
	if err != nil {
		return err
	}
	stored := make(map[string]rollup.Head, len(heads))
	for _, h := range heads {
		stored[h.Span.ID(h.Host, h.Start)] = h
	}
	start := func(doc []byte) time.Time { at, _ := rollup.Date(doc); return at }
	docs = slices.DeleteFunc(docs, func(doc []byte) bool {
		return start(doc).Before(stored[at.span.ID(at.host, start(doc))].Start)
	})
	slices.SortStableFunc(docs, func(a, b []byte) int { return start(a).Compare(start(b)) })
	return st.PutHistory(ctx, at.span, at.host, docs...)
}

// makeHistory makes the hours and days that the stored samples complete, or belong to.
func (r *run) makeHistory(ctx context.Context, st store.Store) {
	if r.last.IsZero() {
		return
	}
	if limit := r.History.Limit(); limit != "" {
		r.Log.Warn(limit)
	}
	made, err := history.Made(ctx, st, r.Host, r.last)
	if err == nil {
		if _, due := history.Due(r.Host, made, r.last); due || r.oldest.Before(made.Hour) {
			_, err = r.History.Make(ctx, st, r.Host, history.Position{}) // all that is missing: nothing is remembered
		}
	}
	if err != nil {
		r.Log.Warn(fmt.Sprintf("the samples are stored, but the history cannot be brought up to date, and the next sample tries again: %v", err))
	}
}
