package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/metric"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
)

const putHelp = `usage: psmonitor put [flags]

Reads samples of another machine from standard input and appends them to a store. ssh runs it on the machine with the
store when another machine samples into ssh://THIS-MACHINE/path. It prints the _id of each stored sample. Malformed
documents are refused, and the others stored; then the exit code is 1.

  -store URL     the store: file:///path, mongodb://… or mongodb+srv://…
  -allow GLOB    names of machines whose samples are accepted (default: all); can be repeated
  -host NAME     the machine, if the input does not name it. If the input names it, both must be equal
  -max-size N    largest size of a document in KiB (default 64; a sample has a few, or some dozens on a machine
                 with hundreds of disks or interfaces)
  -max N         number of documents that a machine's collection keeps (default: from the configuration)
  -config FILE   the configuration (default: /etc/psmonitor.toml, if it exists), for every, keep and the store
  -timeout D     in total (default 60s)
  -v             print what is done

What a stolen key can do: the collection of one name has at most -max documents of -max-size KiB, by default 36 MiB. A
glob matches any number of names, each with a collection: -allow "web-*" lets one key fill the disk. So allow one name per
key, or limit the store with a quota or a file system of its own.

PSMONITOR_STORE and similar variables are ignored, because sshd may let the other machine set variables.

A line of ~/.ssh/authorized_keys on the machine with the store, for the key of web-01. The key can do nothing else,
because the command that web-01 asks for is ignored:

  restrict,command="psmonitor put -store file:///var/lib/psmonitor/store -allow web-01" ssh-ed25519 AAAA… web-01

Examples:
  psmonitor sample -store ssh://psmonitor@stats.example.org/var/lib/psmonitor/store     (on web-01)
  psmonitor put -store file:///var/lib/psmonitor/store -host web-01 < dump/reports/web-01.bson
`

// putting is the taking of one delivery.
type putting struct {
	config  config.Config
	host    string // "": the delivery says
	most    int    // documents that a collection keeps
	largest int    // bytes of a document
	allow   []string
	app     app
	log     *slog.Logger
	timeout time.Duration

	refused int // documents
}

func putCommand(ctx context.Context, a app) error {
	a.getenv = withoutOurs(a.getenv)
	f := newFlags("put", putHelp, time.Minute)
	p := putting{app: a}
	f.StringVar(&f.choices.Store, "store", "", "")
	f.StringVar(&p.host, "host", "", "")
	f.IntVar(&p.most, "max", 0, "")
	f.IntVar(&p.largest, "max-size", 64, "") // KiB
	f.Func("allow", "", func(glob string) error {
		p.allow = append(p.allow, glob)
		return config.CheckGlobs("-allow", []string{glob})
	})
	if err := f.parse(a); err != nil {
		return err
	}
	c, err := f.settings(a)
	if err != nil {
		return err
	}
	if p.most < 0 || p.most > config.MaxKept {
		return usageError{fmt.Errorf("-max %d: want a number from 1 to %d", p.most, config.MaxKept)}
	}
	if p.largest < 1 || p.largest > bsonfile.MaxDocument>>10 {
		return usageError{fmt.Errorf("-max-size %d: want KiB, from 1 to %d", p.largest, bsonfile.MaxDocument>>10)}
	}
	p.largest <<= 10
	p.most = cmp.Or(p.most, c.MaxDocuments())
	p.config, p.log, p.timeout = c, f.logger(a), f.timeout
	return p.run(ctx)
}

// withoutOurs returns the environment without PSMONITOR_ variables.
func withoutOurs(getenv func(string) string) func(string) string {
	return func(name string) string {
		if strings.HasPrefix(name, "PSMONITOR_") {
			return ""
		}
		return getenv(name)
	}
}

// run takes the delivery. It finds out whose it is before it opens the store. What came before the input broke off is stored,
// and has its receipts, before that is an error.
func (p *putting) run(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	d := receive(ctx, p.app.stdin, p.largest)
	if err := p.identify(ctx, d); err != nil {
		return err
	}
	st, err := store.Open(ctx, p.config.Store, store.Options{
		Max: p.most, Warn: func(message string) { p.log.Warn(message) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeStore(st)) }()
	for err == nil {
		err = p.keepSome(ctx, st, d)
	}
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case p.refused > 0:
		return errors.New(store.RefusedLine(p.refused, d.count))
	}
	p.log.Info("stored", "host", p.host, "documents", d.count, "store", store.Redact(p.config.Store))
	return nil
}

// identify finds out whose samples these are, and whether they are taken.
func (p *putting) identify(ctx context.Context, d *delivery) error {
	said, err := d.announcement(ctx)
	switch {
	case err != nil:
		return err
	case p.host == "":
		p.host = said
	case said != "" && said != p.host:
		return fmt.Errorf("the input has samples of %q, but -host allows only %s: check the command in authorized_keys", said, p.host)
	}
	if p.host == "" {
		return usageError{errors.New("the input does not name its machine: name it with -host")}
	}
	if err := metric.CheckHost(p.host); err != nil {
		if said != "" { // the advice about -host is for the machine that sends
			return fmt.Errorf("on the sending machine: %w", err)
		}
		return err
	}
	if len(p.allow) > 0 && !metric.MatchAny(p.allow, p.host) {
		return fmt.Errorf("samples of %q are not allowed: add -allow %s to the command in authorized_keys, or correct -host on the sending machine", p.host, p.host)
	}
	return nil
}

// keepSome stores the next documents and prints their receipts. It returns what ended the delivery.
func (p *putting) keepSome(ctx context.Context, st store.Store, d *delivery) error {
	docs, end := d.some(ctx, func(err error) { p.refuse(d, err) })
	var good [][]byte
	var receipts strings.Builder
	for _, doc := range docs {
		err := checkDocument(doc)
		receipt, idErr := store.Receipt(doc)
		if err := errors.Join(err, idErr); err != nil {
			p.refuse(d, err)
			continue
		}
		good = append(good, doc)
		receipts.WriteString(receipt + "\n")
	}
	if len(good) > 0 {
		if err := st.Append(ctx, p.host, good...); err != nil {
			return err
		}
	}
	if err := p.print(ctx, receipts.String()); err != nil {
		return err
	}
	return end
}

// print prints receipts. Who is to read them may not: that is waited for no longer than the context says.
func (p *putting) print(ctx context.Context, receipts string) error {
	printed := make(chan error, 1)
	go func() {
		_, err := io.WriteString(p.app.stdout, receipts)
		printed <- err
	}()
	select {
	case err := <-printed:
		if err != nil {
			return fmt.Errorf("print receipts: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the documents are stored, but the sender does not read the receipts: check ssh on the sending machine: %w", ctx.Err())
	}
}

// maxRefusals is how many refusals are logged one by one.
const maxRefusals = 5

func (p *putting) refuse(d *delivery, err error) {
	var refused bsonfile.RefusedError
	if errors.As(err, &refused) && refused.TooLarge {
		err = fmt.Errorf("%w: allow more with -max-size", err)
	}
	if p.refused++; p.refused <= maxRefusals {
		p.log.Error("document refused", "host", p.host, "err", err)
	}
}
