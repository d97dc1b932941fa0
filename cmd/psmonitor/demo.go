package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/demo"
	"psmonitor/store"
	"psmonitor/store/history"
)

// maxDemoHosts keeps a typing error from filling the disk: each host needs 2 MB.
const maxDemoHosts = 100_000

const demoHelp = `usage: psmonitor demo -store URL [flags]

Fills a store with a made-up fleet: a disk that fills up, a host that fell silent, gaps, a reboot and more. The samples reach
as far back as keep, 48 hours by default. The same seed makes the same fleet. A store with other hosts is refused.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://… (the configuration's store is not used)
  -hosts N       number of hosts (default 20)
  -seed S        an integer; another seed makes another fleet (default 1)
  -until TIME    when the samples end: 2026-11-22T12:00:00Z (default: now)
  -history D     makes hours and days, too, as far back as this: at most 62 days of hours and 1100 of days, 12 MB for each
                 host (default: none)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists), for every and keep
  -timeout D     for storing one host's samples, hours or days (default 10s)
  -v             print what is done

Examples:
  psmonitor demo -store file:///tmp/demo && psmonitor render -store file:///tmp/demo -out /tmp/site
  psmonitor demo -store file:///tmp/demo -hosts 3 -history 1100d
`

func demoCommand(ctx context.Context, a app) (err error) {
	f := newFlags("demo", demoHelp, 10*time.Second)
	f.storeVar()
	hosts := f.Int("hosts", 20, "")
	seed := f.Int64("seed", 1, "")
	var back time.Duration
	f.durationVar(&back, "history", 0, "d")
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
	case len(f.flagValues.Stores) == 0:
		return usageError{errors.New("-store is missing: demo does not write to the configured store")}
	case *hosts < 1 || *hosts > maxDemoHosts:
		return usageError{fmt.Errorf("-hosts %d: want a number from 1 to %d", *hosts, maxDemoHosts)}
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	st, err := openWithin(ctx, f.timeout, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(st)) }()
	fleet := demo.New(*seed, *hosts, until, c.Every.Duration, c.Keep.Duration)
	done := newProgress(a.stderr, *hosts)
	err = fleet.Fill(ctx, st, f.timeout, back, func(host string) (err error) {
		defer done()
		if back > 0 {
			_, err = historyMaker(c).Make(ctx, st, host, history.Position{})
		}
		return err
	})
	if err != nil {
		return err
	}
	f.logger(a).Info("done", "hosts", *hosts, "store", store.Redact(c.Store()))
	return nil
}

// openWithin opens the configured store, within the timeout.
func openWithin(ctx context.Context, timeout time.Duration, c config.Config) (store.Store, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return store.Open(ctx, c.Store(), store.Options{Max: c.MaxDocuments()})
}
