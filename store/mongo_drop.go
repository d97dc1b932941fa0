package store

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/mongo/readpref"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// Drop removes the host's history and drops its collection. It looks first whether there is one, because servers report no error for a missing one.
func (s *mongoStore) Drop(ctx context.Context, host string) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	if s.o.ReadOnly {
		return fmt.Errorf("drop %s: the store is open for reading only", host)
	}
	ctx, done := s.url.members.limit(ctx)
	defer done()
	_, ok, err := s.fetch(ctx, host, readpref.Primary())
	if err == nil && !ok {
		return fmt.Errorf("drop %s: %w in %s", host, ErrUnknown, s.url.shown)
	}
	for _, span := range []rollup.Span{rollup.Hours, rollup.Days} { // before the collection: a Drop that failed here can be repeated
		if err == nil {
			err = s.dropHistory(ctx, span, host)
		}
	}
	if err == nil {
		err = s.dropCollection(ctx, host)
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

// dropHistory removes the host's documents from a ring. If there is no ring, the permission is not needed.
func (s *mongoStore) dropHistory(ctx context.Context, span rollup.Span, host string) (err error) {
	_, ok, err := s.fetch(ctx, ringName(span), readpref.Primary())
	if !ok {
		return err
	}
	defer recoverDriver(&err)
	_, err = s.ring(span).DeleteMany(ctx, ofHost(host))
	return err
}

func (s *mongoStore) dropCollection(ctx context.Context, host string) (err error) {
	defer recoverDriver(&err)
	return s.database.Collection(host).Drop(ctx)
}
