package history

import (
	"bytes"
	"context"
	"slices"
	"time"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// maxSamples is how many samples of a host are read at most: two days at two seconds.
const maxSamples = 86_400

// window is what a store has of a host's samples.
type window struct {
	samples    []sample // in the order in which they were stored
	from, last time.Time
}

type sample struct {
	at  time.Time
	doc []byte
}

// read reads the samples of a host. last is the date of the sample stored last, and from is keep before it. A document without
// a date is no sample.
func (m Maker) read(ctx context.Context, s store.Store, host string) (w window, err error) {
	read := 0
	_, err = s.Newest(ctx, host, maxSamples, func(doc []byte) error {
		read++
		if at, ok := rollup.Date(doc); ok {
			w.samples = append(w.samples, sample{at, bytes.Clone(doc)})
		}
		return nil
	})
	if err != nil || len(w.samples) == 0 {
		return window{}, err
	}
	w.last = w.samples[len(w.samples)-1].at
	w.from = w.last.Add(-m.Keep)
	if first := w.samples[0].at; read == maxSamples && first.After(w.from) { // there are more, which were not read
		w.from = first
	}
	return w, nil
}

// period is an hour or a day with the samples that are dated within it.
type period struct {
	start time.Time
	docs  [][]byte
	count int // of different dates
}

// split returns the hours or days that have samples, lie between from and last and are not over before since, the oldest first.
func (w window) split(span rollup.Span, since time.Time) (list []period) {
	places := map[time.Time]int{}
	dates := map[time.Time]bool{}
	for _, each := range w.samples {
		start := span.Start(each.at)
		end := start.Add(span.Length)
		if start.Before(w.from) || end.After(w.last) || !end.After(since) {
			continue
		}
		place, known := places[start]
		if !known {
			place = len(list)
			places[start] = place
			list = append(list, period{start: start})
		}
		p := &list[place]
		p.docs = append(p.docs, each.doc)
		if !dates[each.at] {
			dates[each.at] = true
			p.count++
		}
	}
	slices.SortFunc(list, func(a, b period) int { return a.start.Compare(b.start) })
	return list
}
