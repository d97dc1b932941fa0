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
	"psmonitor/store/history"
)

const sampleHelp = `usage: psmonitor sample [flags]

Takes one sample of this machine and appends it to the machine's capped collection. Prints nothing on success.

The sample is first written to a spool in the state folder. If the store cannot be reached, samples wait there, at most
as many as the collection keeps. The next run that reaches the store delivers them. Until then each run exits with code
1. Unless somebody watches on a terminal, it prints the same reason at most once an hour, and says when the store works
again.

When an hour or a day (UTC) is over, its samples become one document of the machine's history. If that fails, the sample is
stored all the same, a warning says why, and the next run tries again. With keep under 2h there is no history, and with keep
under 32h there are no days. A day is made up to 6 hours late, at an hour that the machine's name chooses, so that not all
machines read all their samples at midnight.

  -store URL     the store: file:///path, mongodb://…, mongodb+srv://…, or ssh://USER@HOST/path for a folder on
                 another machine that has psmonitor (see psmonitor put -h)
  -host NAME     name of this machine and of its collection (default: the system's host name)
  -state DIR     folder of the spool and of the last counters, from which rates and percentages are computed
  -splay D       wait first, up to D. The time depends on the host's name, so that a fleet does not sample at once
  -every D       take a sample every D, such as 30s, 5m or 1h, until stopped: for containers and systemd services
  -count N       with -every: stop after N samples (default: never)
  -print         print the sample as extended JSON; store nothing, change nothing
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists)
  -timeout D     for one sample in total (default 60s)
  -v             print what is done, and every failure

The variables PSMONITOR_STORE, _STATE, _HOST and _CONFIG replace flags. Put a URL with a password there or into the
configuration, because everybody on the machine can read command lines. Without any setting, the store and the state folder are
below /var/lib/psmonitor, or for users other than root below ~/.local/share/psmonitor.

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
	f.storeVar()
	f.StringVar(&f.flagValues.Host, "host", "", "")
	f.StringVar(&f.flagValues.State, "state", "", "")
	f.durationVar(&f.splay, "splay", 0, "s")
	f.durationVar(&f.every, "every", 0, "m")
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
		c.Every.Duration = f.every // so that the collection keeps samples for the configured time
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
	case f.every != 0 && f.every < time.Second:
		return fmt.Errorf("-every %v: want a second or more", f.every)
	case f.count < 0:
		return fmt.Errorf("-count %d: want a number above 0", f.count)
	case f.count > 0 && f.every == 0:
		return errors.New("-count needs -every")
	}
	return nil
}

// agent returns the agent that takes the samples.
func (f sampleFlags) agent(a app, c config.Config, name string) agent.Agent {
	log := f.logger(a)
	taker := agent.Agent{
		Host:  sampler.Host{Name: name, Families: families(c), Log: log, Helper: helper()},
		Store: c.Store(), State: c.State, Max: c.MaxDocuments(), Timeout: f.timeout, Now: a.clock, Log: log,
		Watched: isTerminal(a.stderr), History: historyMaker(c),
	}
	if f.print {
		taker.Print = a.stdout
	}
	return taker
}

// historyMaker returns what makes history where samples are stored.
func historyMaker(c config.Config) history.Maker {
	return history.Maker{Families: families(c), Keep: c.Keep.Duration, Every: c.Every.Duration}
}

func families(c config.Config) []metric.Family {
	return sampler.Families(sampler.Filters{
		Disks: sampler.Filter(c.Disks), DiskIO: sampler.Filter(c.DiskIO), Net: sampler.Filter(c.Net),
	})
}
