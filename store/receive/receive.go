// Package receive takes the samples of another machine from a stream, appends them to a store and makes history of them, for psmonitor
// put. It is the counterpart of ssh:// stores, which send deliveries (store/delivery.go). It also takes history documents, which
// are moved from one store to another in this way.
//
// It trusts nothing in the stream. It does not know how the stream arrives, and neither prints nor exits.
package receive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store"
	"psmonitor/store/bsonfile"
	"psmonitor/store/history"
)

// ErrNoHost means that neither the stream nor the receiver names the host of samples.
var ErrNoHost = errors.New("the input does not name its machine: name it with -host")

// Receiver says what is accepted, and where it is stored.
type Receiver struct {
	Store   string   // URL
	Max     int      // documents that a collection keeps
	MaxSize int      // bytes of a document
	Host    string   // the host; "": the stream names it, or is history, of which each document names it
	Allow   []string // globs of the hosts that are accepted; none: all
	History history.Maker
	Now     time.Time    // history that begins a day after it, or later, is refused
	Log     *slog.Logger // warnings of the store, and refused documents
}

// Receive stores the documents of the stream, and writes a receipt for each. What arrived before the stream broke off is
// stored, and has its receipts, before Receive returns the error. Refused documents are an error after the others are
// stored. Receive determines the host before it opens the store. It makes history after all receipts are written, and warns if it
// cannot.
func (r Receiver) Receive(ctx context.Context, stream io.Reader, receipts io.Writer) (err error) {
	run := &run{Receiver: r, delivery: newDelivery(ctx, stream, r.MaxSize), receipts: receipts}
	if err := run.identify(ctx); err != nil {
		return err
	}
	st, err := store.Open(ctx, r.Store, store.Options{Max: r.Max, Warn: func(message string) { r.Log.Warn(message) }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(st)) }()
	for err == nil {
		err = run.storeBatch(ctx, st)
	}
	run.makeHistory(ctx, st)
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case run.refused > 0:
		return errors.New(store.RefusedLine(run.refused, run.count))
	}
	r.Log.Info("stored", "host", run.Host, "documents", run.count, "store", store.Redact(r.Store))
	return nil
}

// run is one delivery on its way to the store.
type run struct {
	Receiver
	*delivery
	receipts io.Writer
	refused  int // documents
	// oldest and last are the dates of stored samples: of the oldest one and of the one stored last. Zero: there are none.
	oldest, last time.Time
}

// identify determines whose samples these are, and returns an error if they are not accepted.
func (r *run) identify(ctx context.Context) error {
	announced, err := r.announcement(ctx)
	switch {
	case err != nil:
		return err
	case r.Host == "":
		r.Host = announced
	case announced != "" && announced != r.Host:
		return fmt.Errorf("the input has samples of %q, but -host allows only %s: check the command in authorized_keys", announced, r.Host)
	}
	if r.Host == "" {
		if r.unlimited = r.first != nil && rollup.IsHistory(r.first); r.unlimited {
			return nil
		}
		return ErrNoHost
	}
	if err := r.accept(r.Host); err != nil {
		if announced != "" && metric.CheckNewHost(r.Host) != nil { // the advice about -host is for the sending machine
			return fmt.Errorf("on the sending machine: %w", err)
		}
		return err
	}
	return nil
}

// accept returns an error if a host's documents are not accepted.
func (r *run) accept(host string) error {
	if err := metric.CheckNewHost(host); err != nil {
		return err
	}
	if len(r.Allow) > 0 && !metric.MatchAny(r.Allow, host) {
		return fmt.Errorf("samples of %q are not allowed: add -allow %s to the command in authorized_keys, or correct -host on the sending machine", host, host)
	}
	return nil
}

// storeBatch stores the next documents and writes their receipts. It returns what ended the delivery.
func (r *run) storeBatch(ctx context.Context, st store.Store) error {
	docs, end := r.nextBatch(ctx, r.refuse)
	var samples [][]byte
	histories := map[place][][]byte{}
	var receipts strings.Builder
	for _, doc := range docs {
		at, err := r.check(doc)
		receipt, idErr := store.Receipt(doc)
		if err := errors.Join(err, idErr); err != nil {
			r.refuse(err)
			continue
		}
		if at == (place{}) {
			samples = append(samples, doc)
		} else {
			histories[at] = append(histories[at], doc)
		}
		receipts.WriteString(receipt + "\n")
	}
	if err := r.storeSamples(ctx, st, samples); err != nil {
		return err
	}
	for at, docs := range histories {
		if err := putHistory(ctx, st, at, docs); err != nil {
			return err
		}
	}
	if err := r.writeReceipts(ctx, receipts.String()); err != nil {
		return err
	}
	return end
}

// writeReceipts writes receipts. The sender may not read them, so the write is waited for only until the context ends.
func (r *run) writeReceipts(ctx context.Context, receipts string) error {
	written := make(chan error, 1)
	go func() {
		_, err := io.WriteString(r.receipts, receipts)
		written <- err
	}()
	select {
	case err := <-written:
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

// refuse counts a refused document, and logs the first ones.
func (r *run) refuse(err error) {
	var refused bsonfile.RefusedError
	if errors.As(err, &refused) && refused.TooLarge {
		err = fmt.Errorf("%w: allow more with -max-size", err)
	}
	if r.refused++; r.refused <= maxRefusals {
		r.Log.Error("document refused", "host", r.Host, "err", err)
	}
}
