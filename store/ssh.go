package store

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

// sshStore sends documents to another machine, where `psmonitor put` appends them to a store: it runs the system's ssh
// client, once for each Append, so that keys, known hosts, aliases and jump hosts are the administrator's own. It
// only takes: what is stored is read where the store is.
type sshStore struct {
	url sshURL
	o   Options
}

// openSSH reads the URL. Nothing is asked of the other machine before the first Append.
func openSSH(storeURL string, o Options) (*sshStore, error) {
	u, err := parseSSHURL(storeURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("store %s: %w", u.shown, err)
	case o.ReadOnly:
		return nil, fmt.Errorf("store %s: %w", u.shown, u.readThere())
	case o.Max < 1:
		return nil, fmt.Errorf("store %s: a collection has to keep at least one document, not %d", u.shown, o.Max)
	}
	return &sshStore{url: u, o: o}, nil
}

// Append sends the documents, and returns nil only when there is a receipt for each.
func (s *sshStore) Append(ctx context.Context, host string, docs ...[]byte) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	_, err := documentIDs(docs)
	if err == nil {
		err = ctx.Err()
	}
	sent := 0
	for batch := range slices.Chunk(docs, MaxDelivery) {
		if err != nil {
			break
		}
		err = s.deliver(ctx, host, batch)
		var refused *RefusedError
		if errors.As(err, &refused) {
			refused.Through += sent
		}
		sent += len(batch)
	}
	if err != nil {
		return fmt.Errorf("append to %s in %s: %w", host, s.url.shown, err)
	}
	return nil
}

// pipeWait is how long the pipes are waited for after ssh has ended: somebody else may hold them.
const pipeWait = time.Second

// deliver runs ssh once. When the context ends, ssh and what it has started are killed.
func (s *sshStore) deliver(ctx context.Context, host string, docs [][]byte) error {
	parcel, err := Parcel(host, docs)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tooMuch := func() { cancel(errTalkative) }
	got, err := newReceipts(docs, tooMuch)
	if err != nil {
		return err
	}
	said := &excerpt{left: maxTalk, tooMuch: tooMuch}
	ssh := exec.CommandContext(ctx, "ssh", s.url.arguments(ctx, s.o.Max)...)
	ssh.Stdin, ssh.Stdout, ssh.Stderr, ssh.WaitDelay = parcel, got, said, pipeWait
	inGroup(ssh)
	err = ssh.Run()
	there := said.split()
	for _, warning := range there.warnings {
		s.o.Warn("on " + s.url.host + ": " + warning)
	}
	switch {
	case len(got.missing) == 0: // however it ended
		return nil
	case ctx.Err() != nil:
		return s.url.interrupted(context.Cause(ctx), there)
	}
	there.others = append(got.said.lines(), there.others...)
	err = s.url.explain(err, there)
	if refused := there.refusedThere(docs, got.missing); refused != nil {
		return &RefusedError{Docs: refused, Through: len(docs), Err: err}
	}
	return err
}

// Hosts, Newest, Stamp and Drop are refused.
func (s *sshStore) Hosts(context.Context) ([]string, error) { return nil, s.url.readThere() }

func (s *sshStore) Newest(context.Context, string, int, func([]byte) error) (int, error) {
	return 0, s.url.readThere()
}

func (s *sshStore) Stamp(context.Context, string) (string, error) { return "", s.url.readThere() }

func (s *sshStore) Drop(context.Context, string) error { return s.url.readThere() }

// Close has nothing to let go of.
func (s *sshStore) Close(context.Context) error { return nil }

// errTalkative is a far side that is no psmonitor.
var errTalkative = errors.New("the other side talks without end: does ssh reach psmonitor put there?")
