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

// What is taken from somebody else: samples are a few KiB each. A batch is what stands in memory at a time.
const (
	maxForeignDocument = 1 << 20 // bytes
	maxBatch           = 4 << 20 // bytes
	minBSON            = 5       // bytes of an empty document
)

// delivery reads documents from a stream, which may hang: they are waited for no longer than a context says.
type delivery struct {
	arrivals <-chan arrival
	first    []byte // read already, and no announcement
	count    int    // documents so far
}

// arrival is a document, or what came instead: io.EOF behind the last one.
type arrival struct {
	doc []byte
	err error
}

// receive begins to read. The goroutine ends with the stream, or when the context has ended and the stream moves.
func receive(ctx context.Context, r io.Reader) *delivery {
	arrivals := make(chan arrival)
	go func() {
		buffered := bufio.NewReader(r)
		for {
			doc, err := readDocument(buffered)
			select {
			case arrivals <- arrival{doc, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return &delivery{arrivals: arrivals}
}

// readDocument reads one document, of which only the length is looked at. At the end of the stream it returns io.EOF.
func readDocument(r *bufio.Reader) ([]byte, error) {
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
	if length < minBSON || length > maxForeignDocument {
		return nil, fmt.Errorf("the input is no BSON, or has a document of more than %d KiB", maxForeignDocument>>10)
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

// some returns the next documents, as many as a batch holds, and why there are no more: nil if there may be.
func (d *delivery) some(ctx context.Context) (docs [][]byte, err error) {
	for size := 0; size < maxBatch; {
		doc, err := d.next(ctx)
		if err == nil && d.count == store.MaxDelivery {
			err = fmt.Errorf("more than %d documents at once: send the rest in another run", store.MaxDelivery)
		}
		if err != nil {
			return docs, err
		}
		d.count++
		size += len(doc)
		docs = append(docs, doc)
	}
	return docs, nil
}
