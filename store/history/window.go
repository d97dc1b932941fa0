package history

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// maxSamples is how many samples of a host are read at most: two days at two seconds.
const maxSamples = 86_400

// window is what a store has of a host's samples, or the last of them.
type window struct {
	samples    []sample // in the order in which they were stored
	from, last time.Time
	behind     string // the mark of the sample before them; "": they are all there are
	isCut      bool   // there are more than maxSamples
}

type sample struct {
	at  time.Time
	doc []byte
}

// read reads the samples of a host that are needed to make what is not over before since: those behind the mark, if it is near the
// end, or all.
func (m Maker) read(ctx context.Context, s store.Store, host string, since Position) (window, error) {
	if since.Mark != "" {
		few := 8 + 3*int(rollup.Hours.Length/m.Every) // one or two writers in one or two hours
		w, err := m.newest(ctx, s, host, few)
		if err != nil {
			return window{}, err
		}
		if i := slices.IndexFunc(w.samples, func(each sample) bool { return mark(each.doc) == since.Mark }); i >= 0 {
			w.samples, w.behind = w.samples[i+1:], since.Mark
			return w, nil
		}
	}
	return m.newest(ctx, s, host, maxSamples)
}

// newest reads the newest samples of a host, n at most. last is the date of the sample stored last, and from is keep before it. A
// document without a date is no sample.
func (m Maker) newest(ctx context.Context, s store.Store, host string, n int) (w window, err error) {
	read := 0
	_, err = s.Newest(ctx, host, n, func(doc []byte) error {
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
	if w.isCut = read == maxSamples; w.isCut && w.samples[0].at.After(w.from) {
		w.from = w.samples[0].at
	}
	return w, nil
}

// mark returns the mark of a sample; "" if it has none that is short enough to be kept.
func mark(doc []byte) string {
	id := bson.Raw(doc).Lookup("_id")
	if len(id.Value) > maxMark {
		return ""
	}
	return fmt.Sprintf("%02x%x", byte(id.Type), id.Value)
}

// maxMark is the longest _id that a mark is made of, in bytes. Those of psmonitor's samples have 12.
const maxMark = 256

// position returns up to where history is made when everything in the window is made that was not over before since.
func (w window) position(since Position) Position {
	p := Position{Hour: rollup.Hours.Start(w.last)}
	i := slices.IndexFunc(w.samples, func(each sample) bool { return !each.at.Before(p.Hour) })
	switch {
	case w.isCut, w.behind != "" && p.Hour.Before(since.Hour): // what was not read may be dated in this hour
	case i == 0:
		p.Mark = w.behind
	default:
		p.Mark = mark(w.samples[i-1].doc)
	}
	return p
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
