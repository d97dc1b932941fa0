package store

import (
	"context"
	"errors"

	"psmonitor/internal/rollup"
)

var errNoHistory = errors.New("there is no history in MongoDB yet")

func (s *mongoStore) PutHistory(context.Context, rollup.Span, string, ...[]byte) error {
	return errNoHistory
}

func (s *mongoStore) History(context.Context, rollup.Span, string, func([]byte) error) (int, error) {
	return 0, errNoHistory
}

func (s *mongoStore) HistoryHeads(context.Context, rollup.Span, string) ([]rollup.Head, error) {
	return nil, errNoHistory
}

func (s *mongoStore) HistoryStamp(context.Context, rollup.Span, string) (string, error) {
	return "", nil
}
