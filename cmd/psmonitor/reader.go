package main

import (
	"context"
	"errors"
	"time"

	"psmonitor/internal/config"
	"psmonitor/internal/rollup"
	"psmonitor/render"
	"psmonitor/render/report"
	"psmonitor/store"
)

// newReader returns a function that returns readers of the stores.
func (r renderRun) newReader(stores *store.Union) func() render.Reader {
	layout := report.NewLayout(families(r.config), render.Fields()...)
	return func() render.Reader {
		read := &reader{stores: stores, config: r.config, now: r.now, layout: layout, planned: min(r.config.MaxDocuments(), report.MaxSamples)}
		read.decoder = read.newDecoder(read.planned)
		read.histories = map[rollup.Span]*report.History{}
		return read
	}
}

// reader reads hosts from their stores, with the memory of its decoders.
type reader struct {
	stores  *store.Union
	config  config.Config
	now     time.Time
	layout  *report.Layout
	planned int             // documents that a host's collection keeps by the configuration
	decoder *report.Decoder // of so many
	large   *report.Decoder // of more: for hosts that are sampled more often than planned; nil until there is one
	size    int             // of large, documents

	histories map[rollup.Span]*report.History // nil until one is read
	hoursOf   string                          // the host whose hours were read last
}

func (r *reader) newDecoder(documents int) *report.Decoder {
	d := report.NewDecoder(r.layout, documents)
	d.Span, d.Every = r.config.Keep.Duration, r.config.Every.Duration
	return d
}

// Read reads a host, as render.Reader says. The page reaches back as far as keep. If the host is sampled so often that the
// planned documents do not, it is read again, with more.
func (r *reader) Read(ctx context.Context, name string, kept report.Predictions) (h *report.Host, documents int, err error) {
	d := r.decoder
	read, err := r.read(ctx, name, d, r.planned)
	documents += read
	if err != nil {
		return nil, documents, err
	}
	if wanted := d.Wanted(); wanted > r.planned {
		if wanted > r.size {
			r.large, r.size = r.newDecoder(wanted), wanted
		}
		read, err = r.read(ctx, name, r.large, wanted)
		documents += read
		if err != nil {
			return nil, documents, err
		}
		if read > r.planned+r.planned/8 { // else the collection keeps no more than planned: a file may have an eighth more
			d = r.large
		}
	}
	if d.Kept = kept; r.hoursOf == name {
		d.Hours = r.histories[rollup.Hours].Means()
	}
	h = d.Host(name, r.now, r.config.ThresholdsOf(name))
	h.Groups = r.config.GroupsOf(name)
	return h, documents, nil
}

// read gives a decoder the newest documents of a host, n at most.
func (r *reader) read(ctx context.Context, name string, d *report.Decoder, n int) (documents int, err error) {
	d.Reset()
	damaged, err := r.stores.Of(name).Newest(ctx, name, n, func(doc []byte) error {
		documents++
		return d.Add(doc)
	})
	d.Damaged(damaged)
	return documents, err
}

// History reads a host's hours or days, as render.Reader says.
func (r *reader) History(ctx context.Context, span rollup.Span, name string) (*report.Host, error) {
	h := r.histories[span]
	if h == nil {
		h = report.NewHistory(r.layout, span)
		r.histories[span] = h
	}
	h.Reset()
	if span == rollup.Hours {
		r.hoursOf = ""
	}
	damaged, err := r.stores.Of(name).History(ctx, span, name, h.Add)
	if err != nil {
		return nil, err
	}
	if damaged > 0 && h.IsEmpty() { // a page that shows it stays
		return nil, errors.New("the file is damaged, and no document in it is intact")
	}
	h.Damaged(damaged)
	if span == rollup.Hours {
		r.hoursOf = name
	}
	return h.Host(name, r.now, r.config.ThresholdsOf(name)), nil
}
