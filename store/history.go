package store

import (
	"context"
	"fmt"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
)

// checkHistory returns an error if a name is no host's, or a document is not one of this host's hours or days.
func checkHistory(span rollup.Span, host string, docs [][]byte) error {
	if err := metric.CheckHost(host); err != nil {
		return err
	}
	for _, doc := range docs {
		h, err := rollup.ReadHead(doc)
		if err != nil {
			return err
		}
		if h.Host != host || h.Span != span {
			return fmt.Errorf("a document of the %s of %s is not one of the %s of %s", h.Span.Name, h.Host, span.Name, host)
		}
	}
	return nil
}

// headsOf returns the heads of the documents that history visits.
func headsOf(ctx context.Context, s Store, span rollup.Span, host string) (heads []rollup.Head, err error) {
	_, err = s.History(ctx, span, host, func(doc []byte) error {
		if h, err := rollup.ReadHead(doc); err == nil {
			heads = append(heads, h)
		}
		return nil
	})
	return heads, err
}
