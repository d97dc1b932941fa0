package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/sampler"
	"psmonitor/sampler/agent"
)

const sampleHelp = `usage: psmonitor sample [flags]

Takes one sample of this machine and appends it to the machine's capped collection. Silent when all is well.

The sample is written to a spool in the state folder first. While the store is away, samples wait there, as many as the
collection keeps, and the first run that reaches the store again fills them in. Each run until then ends with exit code
1, but says the same reason once an hour only; the recovery is said as well.

  -store URL     where to: file:///path, mongodb://…, mongodb+srv://…, or a folder on another machine that has
                 psmonitor: ssh://USER@HOST/path (see psmonitor put -h)
  -host NAME     the machine's name, and the collection's (default: the system's host name)
  -state DIR     where the spool is, and the last counters, from which rates and percentages are worked out
  -splay D       wait first, up to D: as long as the host's name says, so that a fleet's crons spread out
  -every D       go on, with a sample every D: for containers and systemd
  -count N       with -every: end after N samples
  -print         show the document as extended JSON; store nothing, change nothing
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it is there)
  -timeout D     for the whole of one sample (default 60s)
  -v             tell what is done, and every failure

PSMONITOR_STORE, _STATE, _HOST and _CONFIG stand in for the flags: a URL with a password belongs there or into the
configuration, as everybody on the machine can read a command line.

Examples:
  psmonitor sample -print
  psmonitor sample -store file:///var/lib/psmonitor/store
  */5 * * * * psmonitor sample -splay 30s             (crontab)
  psmonitor sample -every 5m                          (a container, a systemd service)
`

type sampleFlags struct {
	*flags
	splay, every time.Duration
	count        int
	print        bool
}

func sampleCommand(ctx context.Context, a app) error {
	f := sampleFlags{flags: newFlags("sample", sampleHelp, time.Minute)}
	f.StringVar(&f.choices.Store, "store", "", "")
	f.StringVar(&f.choices.Host, "host", "", "")
	f.StringVar(&f.choices.State, "state", "", "")
	f.DurationVar(&f.splay, "splay", 0, "")
	f.DurationVar(&f.every, "every", 0, "")
	f.IntVar(&f.count, "count", 0, "")
	f.BoolVar(&f.print, "print", false, "")
	if err := f.parse(a); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return usageError{err}
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	name, err := c.HostName()
	if err != nil {
		return usageError{err}
	}
	if f.every > 0 {
		c.Every.Duration = f.every // so that the collection holds what keep says
	}
	if err := sampler.Wait(ctx, agent.Splay(name, f.splay)); err != nil {
		return err
	}
	if f.every > 0 {
		return f.agent(a, c, name).Repeat(ctx, f.every, f.count)
	}
	return f.agent(a, c, name).Sample(ctx)
}

func (f sampleFlags) check() error {
	switch {
	case f.splay < 0:
		return fmt.Errorf("-splay %v: want a length of time, not a negative one", f.splay)
	case f.every != 0 && f.every < time.Second:
		return fmt.Errorf("-every %v: want a second or more", f.every)
	case f.count < 0:
		return fmt.Errorf("-count %d: want a number above zero", f.count)
	case f.count > 0 && f.every == 0:
		return errors.New("-count says when -every ends: give both")
	}
	return nil
}

// agent returns what takes the samples.
func (f sampleFlags) agent(a app, c config.Config, name string) agent.Agent {
	log := f.logger(a)
	taker := agent.Agent{
		Host:  sampler.Host{Name: name, Families: families(c), Log: log},
		Store: c.Store, State: c.State, Max: c.MaxDocuments(), Timeout: f.timeout, Now: a.now, Log: log,
	}
	if taker.Now == nil {
		taker.Now = time.Now
	}
	if f.print {
		taker.Print = a.stdout
	}
	return taker
}

func families(c config.Config) []metric.Family {
	return sampler.Families(sampler.Filters{
		Disks: sampler.Filter(c.Disks), DiskIO: sampler.Filter(c.DiskIO), Net: sampler.Filter(c.Net),
	})
}
