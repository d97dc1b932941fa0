package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"psmonitor/store"
	"psmonitor/store/bsonfile"
)

// maxBatch is how much of a delivery is in memory at a time, in bytes.
const maxBatch = 4 << 20

// delivery reads documents from a stream, which may hang: they are waited for until a context ends.
type delivery struct {
	arrivals <-chan arrival
	first    []byte // a document that has been read already, and is no announcement
	count    int    // documents so far
}

// arrival is what a stream has returned.
type arrival struct {
	doc []byte
	err error
}

// receive begins to read documents of so many bytes at most. The goroutine ends with the stream, or when the context has
// ended and the stream moves.
func receive(ctx context.Context, r io.Reader, largest int) *delivery {
	arrivals := make(chan arrival)
	go func() {
		stream := bsonfile.NewStream(r, largest)
		for {
			doc, err := stream.Next()
			select {
			case arrivals <- arrival{doc, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !isRefused(err) {
				return
			}
		}
	}()
	return &delivery{arrivals: arrivals}
}

// next returns the next document.
func (d *delivery) next(ctx context.Context) ([]byte, error) {
	if doc := d.first; doc != nil {
		d.first = nil
		return doc, nil
	}
	select {
	case a := <-d.arrivals:
		return a.doc, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("the input has not ended in time: %w", ctx.Err())
	}
}

func isRefused(err error) bool { return errors.As(err, new(bsonfile.RefusedError)) }

// announcement returns the host that the stream begins with, or "" when it begins with a document, or not at all.
func (d *delivery) announcement(ctx context.Context) (host string, err error) {
	doc, err := d.next(ctx)
	switch {
	case isRefused(err):
		return "", fmt.Errorf("the first document: %w", err)
	case errors.Is(err, io.EOF):
		return "", errors.New("the input is empty: samples are BSON documents, one after the other")
	case err != nil:
		return "", err
	}
	host, announced := store.Announced(doc)
	if !announced {
		d.first = doc
	}
	return host, nil
}

// some returns the next documents, as many as a batch holds, and why there are no more: nil if there may be. It calls
// refuse for each that the stream refuses.
func (d *delivery) some(ctx context.Context, refuse func(error)) (docs [][]byte, err error) {
	for size := 0; size < maxBatch; {
		doc, err := d.next(ctx)
		refused := isRefused(err)
		if (err == nil || refused) && d.count == store.MaxDelivery {
			refused, err = false, fmt.Errorf("more than %d documents at once: send the rest in another run", store.MaxDelivery)
		}
		if err != nil && !refused {
			return docs, err
		}
		d.count++
		if refused {
			refuse(err)
			continue
		}
		size += len(doc)
		docs = append(docs, doc)
	}
	return docs, nil
}
