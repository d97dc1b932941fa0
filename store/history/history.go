// Package history makes the history documents of a store's hosts from their stored samples: by sample and put as samples are stored,
// and by the command rollup.
//
// What it makes is a function of the stored samples, so it can be made again at any time, by several processes at once. It does not
// compute (internal/rollup does), and neither prints nor remembers anything.
package history

import (
	"context"
	"fmt"
	"slices"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/internal/rollup"
	"psmonitor/store"
)

// Maker makes hours and days. The zero Maker makes none.
type Maker struct {
	Families []metric.Family // that have the charts whose fields get means and extremes
	Keep     time.Duration   // how long samples are kept
	Every    time.Duration   // the spacing of samples that have no interval
}

// With a shorter keep, samples may be gone before their hour or day is over: the sample after its end comes late, and more so after
// an outage.
const (
	minKeep     = 2 * time.Hour
	minKeepDays = 26*time.Hour + rollup.MaxDelay
)

// Limit says which history there is not because keep is too short, and what to do; "" if there is all.
func (m Maker) Limit() string {
	switch {
	case m.Keep == 0:
		return ""
	case m.Keep < minKeep:
		return fmt.Sprintf("there is no history: keep is %v, and hours are made from the samples of 2h or more; write keep = \"48h\"", m.Keep)
	case m.Keep < minKeepDays:
		return fmt.Sprintf("the history has no days: keep is %v, and days are made from the samples of 32h or more; write keep = \"48h\"", m.Keep)
	}
	return ""
}

// Position is up to where a host's history is made. The zero Position is unknown.
type Position struct {
	Hour time.Time // all hours before it are made
	// Mark is the _id, in hexadecimal, of the sample stored last before the first one that is dated in this hour or later. So all
	// such samples are behind it. "" is unknown.
	Mark string
}

// Due decides whether hours are to be made after samples have been stored. last is the date of the sample stored last. since is for
// Make: once a day it is the zero Position, so that days are made, and whatever others have left out is found. That is at the hour of
// the day that the host's name chooses.
func Due(host string, made Position, last time.Time) (since Position, due bool) {
	day := func(at time.Time) time.Time { return rollup.Days.Start(at.Add(-rollup.DayDelay(host))) }
	switch {
	case rollup.Hours.Start(last).Equal(made.Hour):
		return made, false
	case !day(last).Equal(day(made.Hour)):
		return Position{}, true
	}
	return made, true
}

// Make makes the hours and days of a host that lie within keep before the sample stored last, and that end after since. It stores those
// that are missing, and those that cover more samples than the stored ones. Documents that are larger than metric.MaxDocument are left
// out, as no page shows them.
//
// If since is the zero Position, Make reads all samples, and asks first which hours and days are stored. Otherwise it asks nothing, and
// reads only the samples of the last hours if these are enough; then it makes no days.
//
// made is up to where history is made now. It is the zero Position if the host has no samples.
func (m Maker) Make(ctx context.Context, s store.Store, host string, since Position) (made Position, err error) {
	if m.Keep < minKeep {
		return Position{}, nil
	}
	w, err := m.read(ctx, s, host, since)
	if err != nil || len(w.samples) == 0 {
		return Position{}, err
	}
	// Days come first: put takes the newest hour for the proof that everything before it is made.
	for _, span := range []rollup.Span{rollup.Days, rollup.Hours} {
		if span == rollup.Days && (m.Keep < minKeepDays || w.behind != "") {
			continue // a part of the samples would make a part of a day
		}
		if err := m.makeSpan(ctx, s, span, host, w, since.Hour); err != nil {
			return Position{}, err
		}
	}
	return w.position(since), nil
}

// makeSpan makes the hours or the days.
func (m Maker) makeSpan(ctx context.Context, s store.Store, span rollup.Span, host string, w window, since time.Time) error {
	spans := w.split(span, since)
	if len(spans) == 0 {
		return nil
	}
	covered := map[time.Time]int{}
	if since.IsZero() {
		heads, err := s.HistoryHeads(ctx, span, host)
		if err != nil {
			return err
		}
		for _, h := range heads {
			covered[h.Start] = h.Samples
		}
	}
	fields := rollup.NewFields(m.Families)
	var docs [][]byte
	for _, each := range spans {
		if each.count <= covered[each.start] {
			continue
		}
		doc, samples, err := fields.Roll(span, host, each.start, each.docs, m.Every)
		if err != nil {
			return err
		}
		if samples > covered[each.start] && len(doc) <= metric.MaxDocument { // malformed samples do not count
			docs = append(docs, doc)
		}
	}
	if len(docs) == 0 {
		return nil
	}
	return s.PutHistory(ctx, span, host, docs...)
}

// Made returns up to where the host's history is made, as far as the store knows: up to the end of its newest hour. last is the date of
// the sample stored last: hours after it do not count.
func Made(ctx context.Context, s store.Store, host string, last time.Time) (Position, error) {
	heads, err := s.HistoryHeads(ctx, rollup.Hours, host)
	last = rollup.Hours.Start(last)
	heads = slices.DeleteFunc(heads, func(h rollup.Head) bool { return !h.Start.Before(last) })
	if err != nil || len(heads) == 0 {
		return Position{}, err
	}
	newest := slices.MaxFunc(heads, func(a, b rollup.Head) int { return a.Start.Compare(b.Start) })
	return Position{Hour: newest.Start.Add(rollup.Hours.Length)}, nil
}
