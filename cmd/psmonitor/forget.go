package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/render"
	"psmonitor/sampler"
	"psmonitor/sampler/agent"
	"psmonitor/store"
)

const forgetHelp = `usage: psmonitor forget HOST [flags]

Removes a machine's collection with all its samples, its history, its pages, and its files in this machine's state folder. It does
not ask, and prints nothing on success, unless samples are removed that no store has: those in the spool, and those that a
store has refused. The next render removes the machine from the overview.

A machine that still samples comes back: first remove the line from its crontab. Its own state folder is only cleaned
when you run forget there. To hide a machine and keep its samples, add it to [hosts] ignore in the configuration.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://… Repeat it for several stores
  -out DIR       the site's folder
  -state DIR     the state folder of psmonitor sample on this machine
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists)
  -timeout D     for waiting until a render or a sample ends, and for removing (default 60s)
  -v             print what is done

The variables PSMONITOR_STORE, _OUT, _STATE and _CONFIG replace flags. Put a URL with a password there or into the
configuration, because everybody on the machine can read command lines. Without any setting, the store, the site and the
state folder are below /var/lib/psmonitor, or for users other than root below ~/.local/share/psmonitor.

Examples:
  psmonitor forget web-07.example.org
  psmonitor forget web-07.example.org -store file:///var/lib/psmonitor/store -out /var/www/html/psmonitor
`

func forgetCommand(ctx context.Context, a app) error {
	f := newFlags("forget", forgetHelp, time.Minute)
	f.storesVar()
	f.StringVar(&f.flagValues.Out, "out", "", "")
	f.StringVar(&f.flagValues.State, "state", "", "")
	host := ""
	if err := f.Parse(a.args); err == nil && f.NArg() > 0 { // flags may stand before the host and after it
		host, a.args = f.Arg(0), f.Args()[1:]
	}
	if err := f.parse(a); err != nil {
		return err
	}
	if host == "" {
		return usageError{errors.New("name the host: psmonitor forget HOST")}
	}
	if err := metric.CheckHost(host); err != nil {
		return usageError{err}
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	return forget(ctx, c, host, f.logger(a))
}

// forget drops the host's collection, and removes its page and its files in the state folder. What is left when another part is
// missing is removed as well: an earlier forget was cut short, or somebody has dropped the collection by hand.
func forget(ctx context.Context, c config.Config, host string, log *slog.Logger) error {
	var unknown, stateErr error
	var hadState bool
	hadPage, err := render.Forget(ctx, c.Out, host, log, func() error {
		err := drop(ctx, c, host, func(message string) { log.Warn(message) })
		if errors.Is(err, store.ErrUnknown) {
			unknown, err = err, nil
		}
		if err == nil { // after the collection: samples that wait for it must not make it anew
			hadState, stateErr = agent.Agent{Host: sampler.Host{Name: host}, State: c.State, Log: log}.Forget(ctx)
		}
		return err
	})
	if err = errors.Join(err, stateErr); err != nil {
		return err
	}
	if unknown != nil && !hadPage && !hadState {
		return fmt.Errorf("%w: check the name and the store", unknown)
	}
	log.Info("forgotten", "host", host, "samples", unknown == nil, "page", hadPage, "state", hadState)
	return nil
}

// drop drops the host's collection and its history, in each of the stores that has one. In none is store.ErrUnknown.
func drop(ctx context.Context, c config.Config, host string, warn func(string)) error {
	var unknown []error
	for _, storeURL := range c.Stores {
		err := dropFrom(ctx, storeURL, host, store.Options{Max: c.MaxDocuments(), Warn: warn})
		if errors.Is(err, store.ErrUnknown) {
			unknown = append(unknown, err)
		} else if err != nil {
			return err
		}
	}
	if len(unknown) == len(c.Stores) {
		return errors.Join(unknown...)
	}
	return nil
}

func dropFrom(ctx context.Context, storeURL, host string, o store.Options) (err error) {
	s, err := store.Open(ctx, storeURL, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(s)) }()
	return s.Drop(ctx, host)
}
