package receive

import (
	"context"
	"errors"
	"fmt"
	"io"

	"psmonitor/store"
	"psmonitor/store/bsonfile"
)

// maxBatch bounds the documents of a delivery that are in memory at a time, in bytes.
const maxBatch = 4 << 20

// delivery reads documents from a stream that may hang. It waits for them until a context ends.
type delivery struct {
	arrivals <-chan arrival
	first    []byte // a document that has been read already, and is not an announcement
	count    int    // documents so far
	// unlimited reports that the stream may have more than store.MaxDelivery documents: it is no machine's delivery.
	unlimited bool
}

// arrival is what a stream has returned.
type arrival struct {
	doc []byte
	err error
}

// newDelivery begins to read documents of maxSize bytes at most. Its goroutine ends with the stream, or when the context has
// ended and a read returns.
func newDelivery(ctx context.Context, r io.Reader, maxSize int) *delivery {
	arrivals := make(chan arrival)
	go func() {
		stream := bsonfile.NewStream(r, maxSize)
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

// announcement returns the host that the stream announces at its beginning, or "" if it begins with a document.
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

// nextBatch returns the next documents, as many as a batch holds. err is why there are no more, such as io.EOF; nil if there
// may be more. nextBatch calls refuse for each document that the stream refuses.
func (d *delivery) nextBatch(ctx context.Context, refuse func(error)) (docs [][]byte, err error) {
	for size := 0; size < maxBatch; {
		doc, err := d.next(ctx)
		refused := isRefused(err)
		if (err == nil || refused) && d.count == store.MaxDelivery && !d.unlimited {
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
