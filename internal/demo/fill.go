package demo

import (
	"context"
	"fmt"
	"time"

	"psmonitor/internal/rollup"
)

// Store is the part of a store that Fill uses: see psmonitor/store.
type Store interface {
	Hosts(ctx context.Context) ([]string, error)
	Append(ctx context.Context, host string, docs ...[]byte) error
	Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error)
	PutHistory(ctx context.Context, span rollup.Span, host string, docs ...[]byte) error
}

// Fill appends the samples of all hosts to the store, and calls sampled after each host's. timeout is for each operation of the
// store. A store with a host whose newest sample is not of a fleet is an error, and nothing is appended. back is how far the hours and
// days before the samples reach; 0 is none. They do not replace those that sampled makes of all samples of an hour or a day.
func (f Fleet) Fill(ctx context.Context, st Store, timeout, back time.Duration, sampled func(host string) error) error {
	if err := onlyFleets(ctx, st, timeout); err != nil {
		return err
	}
	for _, name := range f.Hosts() {
		if err := within(ctx, timeout, func(ctx context.Context) error { return st.Append(ctx, name, f.Documents(name)...) }); err != nil {
			return err
		}
		if err := sampled(name); err != nil {
			return err
		}
		if err := f.fillHistory(ctx, st, timeout, back, name); err != nil {
			return err
		}
	}
	return nil
}

// fillHistory stores the history of a host before its samples.
func (f Fleet) fillHistory(ctx context.Context, st Store, timeout, back time.Duration, name string) error {
	if back == 0 {
		return nil
	}
	hours, days := f.History(name, back)
	for span, docs := range map[rollup.Span][][]byte{rollup.Hours: hours, rollup.Days: days} {
		if err := within(ctx, timeout, func(ctx context.Context) error { return st.PutHistory(ctx, span, name, docs...) }); err != nil {
			return err
		}
	}
	return nil
}

// onlyFleets returns an error if the store has a host whose newest sample is not of a fleet.
func onlyFleets(ctx context.Context, st Store, timeout time.Duration) error {
	var hosts []string
	err := within(ctx, timeout, func(ctx context.Context) (err error) {
		hosts, err = st.Hosts(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range hosts {
		err := within(ctx, timeout, func(ctx context.Context) error {
			_, err := st.Newest(ctx, name, 1, func(doc []byte) error {
				if !Is(doc) {
					return fmt.Errorf("host %s was not made up by psmonitor demo: give the demo a store of its own", name)
				}
				return nil
			})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// within calls operation with a deadline.
func within(ctx context.Context, timeout time.Duration, operation func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return operation(ctx)
}
