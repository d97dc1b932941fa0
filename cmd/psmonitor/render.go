package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/internal/notices"
	"psmonitor/internal/rollup"
	"psmonitor/render"
	"psmonitor/sampler"
	"psmonitor/store"
)

const renderHelp = `usage: psmonitor render [flags]

Reads the samples of all machines and writes the site: a page for each machine, and an overview, index.html. Prints
nothing on success. If another render is already writing to the same folder, it exits at once.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://… Repeat it for one site of several stores: a machine
                 that is in two of them is read from the first
  -out DIR       the site's folder. It must be empty or contain a site. If it is missing, it is made, but not the
                 folders above it: a mistyped path is an error
  -jobs N        number of machines to render at the same time (default: the number of CPUs)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists)
  -timeout D     for reading one machine's samples (default 30s)
  -v             print what is done, and every failure

The variables PSMONITOR_STORE (several URLs are separated by spaces), _OUT and _CONFIG replace flags. Put a URL with a password
there or into the configuration, because everybody on the machine can read command lines. Without any setting, the store and
the site are below /var/lib/psmonitor, or for users other than root below ~/.local/share/psmonitor.

Exit code 1 means that a machine or its history could not be read, or a store, or that a store has no machines. The pages
of the other machines are written, and no page is removed. Unless somebody watches on a terminal, the same reason is printed
at most once an hour.

Examples:
  psmonitor render -store file:///var/lib/psmonitor/store -out /var/www/html/psmonitor
  2-59/5 * * * * psmonitor render                     (crontab: two minutes after the samples)
`

func renderCommand(ctx context.Context, a app) error {
	f := newFlags("render", renderHelp, 30*time.Second)
	f.storesVar()
	f.StringVar(&f.flagValues.Out, "out", "", "")
	jobs := f.Int("jobs", runtime.GOMAXPROCS(0), "")
	if err := f.parse(a); err != nil {
		return err
	}
	if *jobs < 1 {
		return usageError{fmt.Errorf("-jobs %d: want a number above 0", *jobs)}
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	held := notices.NewLog(f.logger(a).Handler(), f.verbose || isTerminal(a.stderr))
	r := renderRun{config: c, timeout: f.timeout, jobs: *jobs, log: slog.New(held), app: a, now: time.Now()}
	if err = r.run(ctx); errors.Is(err, errLeft) {
		return nil
	}
	return render.Report(c.Out, held, err, a.clock())
}

// errLeft means that another render is running: this one has done nothing, and has neither failed nor succeeded.
var errLeft = errors.New("another render is running")

// renderRun is one run of render.
type renderRun struct {
	config  config.Config
	timeout time.Duration // for each operation of the store
	jobs    int
	log     *slog.Logger
	app     app
	now     time.Time
}

// run makes the site. The folder is locked before the store is opened, so that the second of two renders does no work.
func (r renderRun) run(ctx context.Context) (err error) {
	site, err := render.Open(r.config.Out, r.options())
	var busy render.BusyError
	if errors.As(err, &busy) {
		return r.leave(busy)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	stores, fleet, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stores.Close()) }()
	done, err := site.Update(ctx, fleet, r.now)
	if errors.Is(err, render.ErrNoHosts) {
		err = fmt.Errorf("%s: %w", r.config.Stores.Redacted(), err)
	}
	if err != nil {
		return err
	}
	return r.finish(site, done, len(fleet.Away))
}

// renderTimeout is how long a render may run before others that find it running report it: no render takes that long.
const renderTimeout = 15 * time.Minute

// leave ends a run that found another one running. It returns errLeft, or if that one hangs another error, so that cron
// mails it.
func (r renderRun) leave(other render.BusyError) error {
	if worked := r.now.Sub(other.Since); !other.Since.IsZero() && worked > renderTimeout {
		return fmt.Errorf("another render has been running in %s for %v: check what it is waiting for, or stop it (fuser %s shows the process)",
			r.config.Out, worked.Round(time.Minute), filepath.Join(r.config.Out, ".psmonitor.lock"))
	}
	r.log.Info("another render is running: exiting", "out", r.config.Out)
	return errLeft
}

func (r renderRun) options() render.Options {
	o := render.Options{
		Version: versionName(), JSON: r.config.JSON, Keep: r.config.Keep.Duration, Groups: r.config.GroupNames(), Basis: r.config.PageBasis(versionName()),
		MakeParents: r.config.OutIsDefault, Jobs: r.jobs, Timeout: r.timeout, Log: r.log,
		Progress: func(hosts int) func() { return newProgress(r.app.stderr, hosts) },
	}
	for _, f := range families(r.config) {
		for _, c := range f.Charts {
			o.Charts = append(o.Charts, c.ID)
		}
	}
	if now, err := sampler.Now(); err == nil {
		o.Boot = now.Wall.Add(-now.Up)
	}
	return o
}

// open opens the stores and returns their fleet.
func (r renderRun) open(ctx context.Context) (*store.Union, render.Fleet, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	stores, err := store.OpenUnion(ctx, r.config.Stores, store.Options{
		Max: r.config.MaxDocuments(), ReadOnly: true, Jobs: r.jobs * render.StampsPerJob, Warn: func(message string) { r.log.Warn(message) },
	})
	if err != nil {
		return nil, render.Fleet{}, fmt.Errorf("no page was changed: %w", err)
	}
	fleet := render.Fleet{
		Stamp: func(ctx context.Context, host string) (string, error) { return stores.Of(host).Stamp(ctx, host) },
		HistoryStamp: func(ctx context.Context, span rollup.Span, host string) (string, error) {
			return stores.Of(host).HistoryStamp(ctx, span, host)
		},
		StoreOf: stores.NameOf, NewReader: r.newReader(stores),
	}
	for _, away := range stores.Away {
		r.log.Error("store not read: its hosts keep their pages", "err", away.Err)
		fleet.Away = append(fleet.Away, away.Name+" cannot be read")
	}
	for _, twice := range stores.Twice {
		r.log.Warn("in two stores, read from the first", "host", twice.Host, "first", twice.First, "second", twice.Second)
	}
	for _, name := range stores.Hosts {
		if metric.MatchAny(r.config.Hosts.Ignore, name) {
			fleet.Hidden = append(fleet.Hidden, name)
		} else {
			fleet.Hosts = append(fleet.Hosts, name)
		}
	}
	return stores, fleet, nil
}

// finish reports what was done: in the site, and with -v in the log.
func (r renderRun) finish(site *render.Site, run render.Run, away int) error {
	cpu, peak := processUsage()
	run.CPU, run.Wall, run.Memory = cpu.Seconds(), time.Since(r.now).Seconds(), peak
	run, err := site.About(run)
	r.log.Info("done", "rendered", run.Rendered, "unchanged", run.Unchanged, "failed", run.Failed, "documents", run.Documents,
		"files", run.Files, "bytes", run.Bytes, "cpu", cpu.Round(time.Millisecond), "wall", time.Since(r.now).Round(time.Millisecond),
		"peak", fmt.Sprintf("%dMiB", peak>>20))
	switch {
	case err != nil:
	case away > 0:
		err = fmt.Errorf("%d of %d stores could not be read (see above): the pages of their hosts are kept", away, len(r.config.Stores))
	case run.Failed > 0:
		err = fmt.Errorf("%d of %d hosts could not be rendered (see above): their old pages are kept", run.Failed, run.Rendered+run.Unchanged+run.Failed)
	case run.Histories > 0:
		err = errors.New("the history of a host could not be read (see above): its old pages of weeks and years are kept")
	}
	return err
}

// newProgress returns a function to call after each host. It moves a bar on a terminal, and does nothing elsewhere.
func newProgress(w io.Writer, hosts int) func() {
	if hosts < 20 || !isTerminal(w) {
		return func() {}
	}
	bar := progressbar.NewOptions(hosts, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("hosts"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("hosts"),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	return func() { _ = bar.Add(1) }
}
