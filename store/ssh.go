package store

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync/atomic"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store/bsonfile"
)

// sshStore sends documents to another machine, where `psmonitor put` appends them to a store. It runs the system's ssh
// client, once for each Append, so that keys, known hosts, aliases and jump hosts are those of ssh's configuration. It
// cannot read: that is done on the machine with the store.
type sshStore struct {
	url    sshURL
	o      Options
	warned atomic.Int32 // lines of the other machine that o.Warn was given
}

// openSSH reads the URL. Nothing is asked of the other machine before the first Append.
func openSSH(_ context.Context, storeURL string, o Options) (Store, error) {
	u, err := parseSSHURL(storeURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("store %s: %w", u.shown, err)
	case o.ReadOnly:
		return nil, fmt.Errorf("store %s: %w", u.shown, u.sendOnly())
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
	return s.send(ctx, host, docs)
}

// PutHistory sends the documents in the same way.
func (s *sshStore) PutHistory(ctx context.Context, span rollup.Span, host string, docs ...[]byte) error {
	if err := checkHistory(span, host, docs); err != nil {
		return err
	}
	return s.send(ctx, host, docs)
}

// send sends documents of the host in as many deliveries as are needed.
func (s *sshStore) send(ctx context.Context, host string, docs [][]byte) error {
	_, err := bsonfile.IDs(docs)
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

// pipeWait is the longest wait for the pipes to be closed after ssh has ended: another process may have them open.
const pipeWait = time.Second

// deliver runs ssh once. When the context ends, ssh and the processes that it has started are killed.
func (s *sshStore) deliver(ctx context.Context, host string, docs [][]byte) error {
	input, err := Delivery(host, docs)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	tooMuch := func() { cancel(errTooMuchOutput) }
	got, err := newReceipts(docs, tooMuch)
	if err != nil {
		return err
	}
	stderr := &excerpt{left: maxOutput, tooMuch: tooMuch}
	ssh := exec.CommandContext(ctx, "ssh", s.url.arguments(ctx, s.o.Max)...)
	ssh.Stdin, ssh.Stdout, ssh.Stderr, ssh.WaitDelay = input, got, stderr, pipeWait
	setProcessGroup(ssh)
	err = ssh.Run()
	remote := stderr.split()
	s.warn(remote.warnings)
	switch {
	case len(got.missing) == 0: // then it does not matter how ssh ended
		return nil
	case ctx.Err() != nil:
		return s.url.interrupted(context.Cause(ctx), remote)
	}
	remote.others = append(got.other.lines(), remote.others...)
	err = s.url.explain(err, remote)
	if refused := remote.refusedByPut(docs, got.missing); refused != nil {
		return &RefusedError{Docs: refused, Through: len(docs), Err: err}
	}
	return err
}

// warn passes warnings of the other machine on, the first ones of all deliveries together.
func (s *sshStore) warn(warnings []string) {
	for _, warning := range warnings {
		switch n := s.warned.Add(1); {
		case n <= maxLines:
			s.o.Warn("on " + s.url.host + ": " + warning)
		case n == maxLines+1:
			s.o.Warn("on " + s.url.host + ": there are more warnings, which are not shown")
		}
	}
}

// Hosts, Newest, Stamp, History, HistoryHeads, HistoryStamp and Drop return an error.
func (s *sshStore) Hosts(context.Context) ([]string, error) { return nil, s.url.sendOnly() }

func (s *sshStore) Newest(context.Context, string, int, func([]byte) error) (int, error) {
	return 0, s.url.sendOnly()
}

func (s *sshStore) Stamp(context.Context, string) (string, error) { return "", s.url.sendOnly() }

func (s *sshStore) History(context.Context, rollup.Span, string, func([]byte) error) (int, error) {
	return 0, s.url.sendOnly()
}

func (s *sshStore) HistoryHeads(context.Context, rollup.Span, string) ([]rollup.Head, error) {
	return nil, s.url.sendOnly()
}

func (s *sshStore) HistoryStamp(context.Context, rollup.Span, string) (string, error) {
	return "", s.url.sendOnly()
}

func (s *sshStore) Drop(context.Context, string) error { return s.url.sendOnly() }

// Close does nothing.
func (s *sshStore) Close(context.Context) error { return nil }

// errTooMuchOutput is output without end, which is not psmonitor's.
var errTooMuchOutput = errors.New("the output of the other machine is too long: does ssh run psmonitor put there?")
