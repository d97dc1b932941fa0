package demo

import (
	"context"
	"fmt"
	"time"
)

// Store is the part of a store that Fill uses: see psmonitor/store.
type Store interface {
	Hosts(ctx context.Context) ([]string, error)
	Append(ctx context.Context, host string, docs ...[]byte) error
	Newest(ctx context.Context, host string, n int, visit func(doc []byte) error) (damaged int, err error)
}

// Fill appends the samples of all hosts to the store, and calls progress after each host. timeout is for each operation of
// the store. A store with a host whose newest sample is not of a fleet is an error, and nothing is appended.
func (f Fleet) Fill(ctx context.Context, st Store, timeout time.Duration, progress func()) error {
	if err := onlyFleets(ctx, st, timeout); err != nil {
		return err
	}
	for _, name := range f.Hosts() {
		if err := within(ctx, timeout, func(ctx context.Context) error { return st.Append(ctx, name, f.Documents(name)...) }); err != nil {
			return err
		}
		progress()
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
