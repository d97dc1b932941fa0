package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/demo"
	"psmonitor/render/report"
	"psmonitor/store"
)

// mostDemoHosts keeps a slip of the finger from filling the disk: each host takes 2 MB.
const mostDemoHosts = 100_000

const demoHelp = `usage: psmonitor demo -store URL [flags]

Fills a store with a made-up fleet: 48 hours of a disk that fills up, a host that died, gaps, a reboot and more, always
the same for the same seed. A store that has other hosts is refused.

  -store URL     where to: file:///path, mongodb://… or mongodb+srv://…; only this flag names it
  -hosts N       how many hosts (default 20)
  -seed S        a number; another one makes another fleet (default 1)
  -until TIME    when the history ends: 2026-11-22T12:00:00Z (default: now)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it is there), for every and keep
  -timeout D     for storing one host's history (default 10s)
  -v             tell what is done

Examples:
  psmonitor demo -store file:///tmp/demo && psmonitor render -store file:///tmp/demo -out /tmp/site
`

func demoCommand(ctx context.Context, a app) error {
	f := newFlags("demo", demoHelp, 10*time.Second)
	f.StringVar(&f.choices.Store, "store", "", "")
	hosts := f.Int("hosts", 20, "")
	seed := f.Int64("seed", 1, "")
	until := time.Now()
	f.Func("until", "", func(text string) (err error) {
		if until, err = time.Parse(time.RFC3339, text); err != nil {
			return errors.New("want a time like 2026-11-22T12:00:00Z")
		}
		return nil
	})
	if err := f.parse(a); err != nil {
		return err
	}
	switch {
	case f.choices.Store == "":
		return usageError{errors.New("-store is missing: a made-up fleet goes only where it is told to")}
	case *hosts < 1 || *hosts > mostDemoHosts:
		return usageError{fmt.Errorf("-hosts %d: want a number from 1 to %d", *hosts, mostDemoHosts)}
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	fleet := demo.New(*seed, *hosts, until, c.Every.Duration, min(c.Keep.Duration, report.Span))
	if err := fill(ctx, c, fleet, f.timeout, newProgress(a.stderr, *hosts)); err != nil {
		return err
	}
	f.logger(a).Info("done", "hosts", *hosts, "store", store.Redact(c.Store))
	return nil
}

// fill stores the fleet.
func fill(ctx context.Context, c config.Config, fleet demo.Fleet, timeout time.Duration, progress func()) (err error) {
	opening, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	st, err := store.Open(opening, c.Store, store.Options{Max: c.MaxDocuments()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore(st)) }()
	if err := onlyDemo(ctx, st, timeout); err != nil {
		return err
	}
	for _, name := range fleet.Hosts() {
		if err := appendWithin(ctx, st, timeout, name, fleet.Documents(name)); err != nil {
			return err
		}
		progress()
	}
	return nil
}

func appendWithin(ctx context.Context, st store.Store, timeout time.Duration, host string, docs [][]byte) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return st.Append(ctx, host, docs...)
}

// onlyDemo refuses a store in which a host was not made up.
func onlyDemo(ctx context.Context, st store.Store, timeout time.Duration) error {
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	hosts, err := st.Hosts(within)
	if err != nil {
		return err
	}
	for _, name := range hosts {
		within, cancel := context.WithTimeout(ctx, timeout)
		_, err := st.Newest(within, name, 1, func(doc []byte) error {
			if !demo.Is(doc) {
				return fmt.Errorf("the store has a host, %s, that was not made up: give the demo a store of its own", name)
			}
			return nil
		})
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
