package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/metric"
	"psmonitor/sampler"
	"psmonitor/store"
)

const sampleHelp = `usage: psmonitor sample [flags]

Takes one sample of this machine and appends it to the machine's capped collection. Silent when all is well.

  -store URL     where to: file:///path, mongodb://…, mongodb+srv://…, or a folder on another machine that has
                 psmonitor: ssh://USER@HOST/path (see psmonitor put -h)
  -host NAME     the machine's name, and the collection's (default: the system's host name)
  -state DIR     where the last counters are kept, from which rates and percentages are worked out
  -splay D       wait first, up to D: as long as the host's name says, so that a fleet's crons spread out
  -every D       go on, with a sample every D: for containers and systemd
  -count N       with -every: end after N samples
  -print         show the document as extended JSON; store nothing, change nothing
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it is there)
  -timeout D     for the whole of one sample (default 60s)
  -v             tell what is done

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
	f.StringVar(&f.choices.store, "store", "", "")
	f.StringVar(&f.choices.host, "host", "", "")
	f.StringVar(&f.choices.state, "state", "", "")
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
	name, err := c.hostName()
	if err != nil {
		return usageError{err}
	}
	if f.every > 0 {
		c.Every.Duration = f.every // so that the collection holds what keep says
	}
	log := f.logger(a)
	j := sampling{
		config: c, timeout: f.timeout, log: log, app: a, print: f.print,
		host: sampler.Host{Name: name, Families: families(c), Log: log},
	}
	return f.repeat(ctx, j)
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

func families(c config) []metric.Family {
	return sampler.Families(sampler.Filters{
		Disks: sampler.Filter(c.Disks), DiskIO: sampler.Filter(c.DiskIO), Net: sampler.Filter(c.Net),
	})
}

// repeat takes one sample, or with -every one after the other until the count is reached or a signal comes. With
// -every a sample that fails is said, and the next is tried.
func (f sampleFlags) repeat(ctx context.Context, j sampling) error {
	if err := sampler.Wait(ctx, splay(j.host.Name, f.splay)); err != nil {
		return err
	}
	if f.every == 0 {
		return j.run(ctx)
	}
	tick := time.NewTicker(f.every)
	defer tick.Stop()
	var failed error
	for n := 1; ; n++ {
		if err := j.run(ctx); err != nil && ctx.Err() == nil {
			failed = errors.New("not all samples could be taken")
			_ = complain(j.app.stderr, f.command, err.Error())
		}
		if n == f.count {
			return failed
		}
		select {
		case <-ctx.Done():
			return failed // told to end: that is no failure
		case <-tick.C:
		}
	}
}

// splay returns the host's share of the longest wait: always the same one, and spread evenly over hosts.
func splay(host string, longest time.Duration) time.Duration {
	if longest <= 0 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(host))
	return time.Duration(h.Sum64() % uint64(longest))
}

// sampling is the taking of samples of one host.
type sampling struct {
	config  config
	host    sampler.Host
	timeout time.Duration
	print   bool
	log     *slog.Logger
	app     app
	notices *notices // of the sample at hand
}

// run takes one sample: it reads the last counters, the machine, and stores first the document and then the counters.
// So a sample that cannot be stored is made up for by the next one, whose rates cover its time as well.
func (j sampling) run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, j.timeout)
	defer cancel()
	if j.print {
		return j.show(ctx)
	}
	j.notices = newNotices(j.stateFile(".notices"))
	unlock, err := j.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	doc, counters, err := j.read(ctx)
	if err != nil {
		return err
	}
	if err := j.store(ctx, doc); err != nil {
		return err
	}
	j.log.Debug("stored", "host", j.host.Name, "store", store.Redact(j.config.Store), "bytes", len(doc))
	if err := counters.Save(j.stateFile(".json")); err != nil {
		j.notices.add(fmt.Sprintf("the counters cannot be kept, so that each sample measures over one second: name another folder with -state (%v)", err))
	}
	for _, message := range j.notices.fresh() {
		j.log.Warn(message)
	}
	return nil
}

// read takes a sample and returns it encoded, with the counters that it was taken at.
func (j sampling) read(ctx context.Context) ([]byte, sampler.State, error) {
	last, err := sampler.LoadState(j.stateFile(".json"))
	if err != nil {
		j.log.Warn("the last counters cannot be used: measuring over one second", "err", err)
	}
	sample, counters, err := j.host.Sample(ctx, last)
	if err != nil {
		return nil, counters, err
	}
	doc, err := sample.Document()
	return doc, counters, err
}

// show prints the document of a sample, and changes nothing.
func (j sampling) show(ctx context.Context) error {
	doc, _, err := j.read(ctx)
	if err != nil {
		return err
	}
	text, err := bson.MarshalExtJSONIndent(bson.Raw(doc), false, false, "", "  ")
	if err != nil {
		return fmt.Errorf("show the sample: %w", err)
	}
	_, err = fmt.Fprintf(j.app.stdout, "%s\n", text)
	return err
}

func (j sampling) store(ctx context.Context, doc []byte) (err error) {
	s, err := store.Open(ctx, j.config.Store, store.Options{Max: j.config.maxDocuments(), Warn: j.notices.add})
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, closeStore(s))
	}()
	return s.Append(ctx, j.host.Name, doc)
}

// closeStore closes a store whatever has become of the command's context, in a time of its own.
func closeStore(s store.Store) error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return s.Close(ctx)
}

func (j sampling) stateFile(ending string) string {
	return filepath.Join(j.config.State, metric.FileName(j.host.Name)+ending)
}

// lockPoll is how often a lock that somebody holds is tried.
const lockPoll = 50 * time.Millisecond

// lock keeps a second sampler of this host waiting: two at once would both subtract the same counters. A state folder
// that cannot be written costs the counters, not the sample.
func (j sampling) lock(ctx context.Context) (unlock func(), err error) {
	if err := makeFolder(j.config.State, 0o700); err != nil {
		j.log.Debug("no state folder", "err", err)
		return func() {}, nil
	}
	path := j.stateFile(".lock")
	l := flock.New(path, flock.SetPermissions(0o600))
	locked, err := l.TryLockContext(ctx, lockPoll)
	switch {
	case locked:
		return func() { _ = l.Close() }, nil
	case errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("another psmonitor sample of %s has held %s for all of %v: look what it waits for", j.host.Name, path, j.timeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	j.log.Debug("no lock", "err", err) // on a file system that cannot be written, or knows no locks
	return func() {}, nil
}
