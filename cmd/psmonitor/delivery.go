package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"psmonitor/store"
)

// What is taken from somebody else. A batch is what stands in memory at a time.
const (
	maxBatch = 4 << 20  // bytes
	minBSON  = 5        // bytes of an empty document
	maxBSON  = 16 << 20 // bytes of a document, as MongoDB has it: a length beyond it is none
)

// delivery reads documents from a stream, which may hang: they are waited for no longer than a context says.
type delivery struct {
	arrivals <-chan arrival
	first    []byte // read already, and no announcement
	count    int    // documents so far
}

// errTooLarge is a document that was passed over.
var errTooLarge = errors.New("larger than is taken")

// arrival is a document, or what came instead: errTooLarge, io.EOF behind the last one, or the end of the stream.
type arrival struct {
	doc []byte
	err error
}

// receive begins to read documents of so many bytes at most. The goroutine ends with the stream, or when the context has ended and the stream moves.
func receive(ctx context.Context, r io.Reader, largest int) *delivery {
	arrivals := make(chan arrival)
	go func() {
		buffered := bufio.NewReader(r)
		for {
			doc, err := readDocument(buffered, largest)
			select {
			case arrivals <- arrival{doc, err}:
			case <-ctx.Done():
				return
			}
			if err != nil && !errors.Is(err, errTooLarge) {
				return
			}
		}
	}()
	return &delivery{arrivals: arrivals}
}

// readDocument reads one document, of which only the length is looked at, or passes over one that is too large. At the
// end of the stream it returns io.EOF.
func readDocument(r *bufio.Reader, largest int) ([]byte, error) {
	head, err := r.Peek(4)
	switch {
	case errors.Is(err, io.EOF) && len(head) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, errors.New("the input is cut off within a document")
	case err != nil:
		return nil, fmt.Errorf("read the input: %w", err)
	}
	length := binary.LittleEndian.Uint32(head)
	switch {
	case length < minBSON || length > maxBSON:
		return nil, errors.New("the input is no BSON")
	case length > uint32(largest):
		if _, err := r.Discard(int(length)); err != nil {
			return nil, fmt.Errorf("the input is cut off within a document: %w", err)
		}
		return nil, fmt.Errorf("%w: it has %d KiB, and at most %d are taken: allow more with -max-size", errTooLarge, (length+1023)>>10, largest>>10)
	}
	doc := make([]byte, length)
	if _, err := io.ReadFull(r, doc); err != nil {
		return nil, fmt.Errorf("the input is cut off within a document: %w", err)
	}
	return doc, nil
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

// announcement returns the host that the stream begins with, or "" when it begins with a document, or not at all.
func (d *delivery) announcement(ctx context.Context) (host string, err error) {
	doc, err := d.next(ctx)
	switch {
	case errors.Is(err, errTooLarge):
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
// refuse for each that is too large.
func (d *delivery) some(ctx context.Context, refuse func(error)) (docs [][]byte, err error) {
	for size := 0; size < maxBatch; {
		doc, err := d.next(ctx)
		tooLarge := errors.Is(err, errTooLarge)
		if (err == nil || tooLarge) && d.count == store.MaxDelivery {
			tooLarge, err = false, fmt.Errorf("more than %d documents at once: send the rest in another run", store.MaxDelivery)
		}
		if err != nil && !tooLarge {
			return docs, err
		}
		d.count++
		if tooLarge {
			refuse(err)
			continue
		}
		size += len(doc)
		docs = append(docs, doc)
	}
	return docs, nil
}
