package store

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/mongo/readpref"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// Drop removes the host's history and drops its collection. It looks first whether there is one, because servers report no error
// for a missing one.
func (s *mongoStore) Drop(ctx context.Context, host string) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	if s.o.ReadOnly {
		return fmt.Errorf("drop %s: the store is open for reading only", host)
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	had, err := s.drop(ctx, host)
	if err == nil && !had {
		return fmt.Errorf("drop %s: %w in %s", host, ErrUnknown, s.url.shown)
	}
	if err != nil {
		return s.url.explain(operationDrop, host, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.cache, host)
	delete(s.ready, host)
	return nil
}

// drop removes the history before the collection, so that a drop that fails in between can be repeated.
func (s *mongoStore) drop(ctx context.Context, host string) (had bool, err error) {
	for _, span := range []rollup.Span{rollup.Hours, rollup.Days} {
		removed, err := s.dropHistory(ctx, span, host)
		if err != nil {
			return false, err
		}
		had = had || removed > 0
	}
	_, ok, err := s.fetch(ctx, host, readpref.Primary())
	if ok {
		err = s.dropCollection(ctx, host)
	}
	return had || ok, err
}

// dropHistory removes the host's documents from a ring. If there is no ring, the user need not have the permission.
func (s *mongoStore) dropHistory(ctx context.Context, span rollup.Span, host string) (removed int64, err error) {
	defer recoverDriver(&err)
	if _, ok, err := s.fetch(ctx, ringName(span), readpref.Primary()); !ok {
		return 0, err
	}
	result, err := s.ring(span).DeleteMany(ctx, ofHost(host))
	if err != nil {
		return 0, err
	}
	return result.DeletedCount, nil
}

func (s *mongoStore) dropCollection(ctx context.Context, host string) (err error) {
	defer recoverDriver(&err)
	return s.database.Collection(host).Drop(ctx)
}
