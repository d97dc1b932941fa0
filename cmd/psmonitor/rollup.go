package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/notices"
	"psmonitor/store"
	"psmonitor/store/history"
)

const rollupHelp = `usage: psmonitor rollup [flags]

Makes the missing hours and days of all machines of the stores from their samples, and those that cover fewer samples than
are there now. Prints nothing on success. psmonitor sample and psmonitor put do this for the samples that they store, so
rollup is for samples that another program has stored, or an older psmonitor. It can be run at any time, and does nothing
the second time.

Hours and days are made that lie within keep before the machine's last sample. So run it at least as often: once an hour.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://… Repeat it for several stores
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists), for every, keep and the store
  -timeout D     for listing the machines, and for each of them (default 60s)
  -v             print what is done

The variables PSMONITOR_STORE (several URLs are separated by spaces) and _CONFIG replace flags. Put a URL with a password
there or into the configuration, because everybody on the machine can read command lines. Without any setting, the store is
below /var/lib/psmonitor, or for users other than root below ~/.local/share/psmonitor.

Exit code 1 means that the history of a machine could not be made, that a store could not be read, or that it has no
machines. The other machines' history is made.

Examples:
  psmonitor rollup -store file:///var/lib/psmonitor/store
  7 * * * * psmonitor rollup                          (crontab: once an hour)
`

func rollupCommand(ctx context.Context, a app) error {
	f := newFlags("rollup", rollupHelp, time.Minute)
	f.storesVar()
	if err := f.parse(a); err != nil {
		return err
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	held := notices.NewLog(f.logger(a).Handler(), f.verbose || isTerminal(a.stderr)) // the same failure of many hosts is one line
	err = rollupRun{c, f.timeout, slog.New(held)}.runAll(ctx, a)
	return held.Report(nil, "", err, a.clock())
}

// rollupRun is one run of rollup.
type rollupRun struct {
	config  config.Config
	timeout time.Duration // for listing the hosts, and for each of them
	log     *slog.Logger
}

// runAll makes the history of all stores, one after the other. One that is away does not keep it from the others.
func (r rollupRun) runAll(ctx context.Context, a app) error {
	if limit := historyMaker(r.config).Limit(); limit != "" {
		r.log.Warn(limit)
	}
	var errs []error
	for _, storeURL := range r.config.Stores {
		if err := r.run(ctx, storeURL, a); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// run makes the history of all hosts of a store, one after the other.
func (r rollupRun) run(ctx context.Context, storeURL string, a app) (err error) {
	st, hosts, err := r.open(ctx, storeURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(st)) }()
	failed, advance := 0, newProgress(a.stderr, len(hosts))
	for _, host := range hosts {
		if err := r.host(ctx, st, host); err != nil {
			r.log.Error("history not made", "host", host, "err", err)
			failed++
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		advance()
	}
	if failed > 0 {
		return fmt.Errorf("the history of %d of %d hosts of %s could not be made (see above)", failed, len(hosts), store.Redact(storeURL))
	}
	r.log.Info("done", "hosts", len(hosts), "store", store.Redact(storeURL))
	return nil
}

// open opens a store and lists its hosts. A store without hosts is an error: most likely it is the wrong one.
func (r rollupRun) open(ctx context.Context, storeURL string) (store.Store, []string, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	st, err := store.Open(ctx, storeURL, store.Options{Max: r.config.MaxDocuments(), Jobs: 1, Warn: func(message string) { r.log.Warn(message) }})
	if err != nil {
		return nil, nil, err
	}
	hosts, err := st.Hosts(ctx)
	if err == nil && len(hosts) == 0 {
		err = fmt.Errorf("%s has no hosts: is it the right store?", store.Redact(storeURL))
	}
	if err != nil {
		return nil, nil, errors.Join(err, store.Close(st))
	}
	return st, hosts, nil
}

// host makes the history of one host.
func (r rollupRun) host(ctx context.Context, st store.Store, host string) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	_, err := historyMaker(r.config).Make(ctx, st, host, history.Position{})
	return err
}
