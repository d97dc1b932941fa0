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

// maxDemoHosts keeps a typing error from filling the disk: each host needs 2 MB.
const maxDemoHosts = 100_000

const demoHelp = `usage: psmonitor demo -store URL [flags]

Fills a store with a made-up fleet: 48 hours of a disk that fills up, a host that fell silent, gaps, a reboot and more.
The same seed makes the same fleet. A store with other hosts is refused.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://… (the configuration's store is not used)
  -hosts N       number of hosts (default 20)
  -seed S        an integer; another seed makes another fleet (default 1)
  -until TIME    when the history ends: 2026-11-22T12:00:00Z (default: now)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it is there), for every and keep
  -timeout D     for storing one host's history (default 10s)
  -v             print what is done

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
		return usageError{errors.New("-store is missing: demo does not write to the configured store")}
	case *hosts < 1 || *hosts > maxDemoHosts:
		return usageError{fmt.Errorf("-hosts %d: want a number from 1 to %d", *hosts, maxDemoHosts)}
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

// fill appends the samples of all hosts to the store.
func fill(ctx context.Context, c config.Config, fleet demo.Fleet, timeout time.Duration, progress func()) (err error) {
	openCtx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	st, err := store.Open(openCtx, c.Store, store.Options{Max: c.MaxDocuments()})
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

// onlyDemo returns an error if the store has a host whose newest sample was not made by this command.
func onlyDemo(ctx context.Context, st store.Store, timeout time.Duration) error {
	listCtx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	hosts, err := st.Hosts(listCtx)
	if err != nil {
		return err
	}
	for _, name := range hosts {
		hostCtx, cancel := context.WithTimeout(ctx, timeout)
		_, err := st.Newest(hostCtx, name, 1, func(doc []byte) error {
			if !demo.Is(doc) {
				return fmt.Errorf("host %s was not made up by psmonitor demo: give the demo a store of its own", name)
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
