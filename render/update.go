package render

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"psmonitor/internal/rollup"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// Fleet is the hosts that a site shows, and where they are read from.
type Fleet struct {
	Hosts  []string
	Hidden []string // by the configuration: their pages are removed at once

	// Away has, if stores cannot be read, a text for each: "mongodb://db2/reports cannot be read". Hosts that are missing may be there:
	// they keep their pages.
	Away []string

	// StoreOf returns the name of the host's store; nil if all hosts are in one. If one no longer answers, the others are read.
	StoreOf func(host string) string

	// Stamp returns a text that changes whenever the host's documents change, or "" if that is unknown. It is called before
	// the host is read, and must be safe for concurrent use.
	Stamp func(ctx context.Context, host string) (string, error)

	// HistoryStamp is like Stamp, for a host's hours or days. It is nil if hosts have no history.
	HistoryStamp func(ctx context.Context, span rollup.Span, host string) (string, error)

	// NewReader returns a reader for one goroutine. It must be safe for concurrent use.
	NewReader func() Reader
}

// Reader reads hosts, one after the other.
type Reader interface {
	// Read reads a host into a report, which is valid until the next call. It returns how many documents it has read with
	// an error too. kept is what earlier runs have forecast, report.Decoder.Kept.
	Read(ctx context.Context, host string, kept report.Predictions) (h *report.Host, documents int, err error)

	// History reads a host's hours or days into a report, which is valid until the next call for these; nil without history. If
	// the hours are read, it is before Read of the same host, which forecasts by them.
	History(ctx context.Context, span rollup.Span, host string) (*report.Host, error)
}

// ErrNoHosts reports that no collection belongs to a host.
var ErrNoHosts = errors.New("no collection belongs to a host: no page was made, and none removed")

// update is one run.
type update struct {
	*Site
	fleet  Fleet
	now    time.Time
	stamps map[string]string // by host

	mu       sync.Mutex // for what is below and for Site.made, while hosts are rendered
	run      Run
	rows     []hostRow
	compared comparisons
	changes  feedBuffer
	waited   map[string]time.Duration // by store: for hosts that could not be read, since one could
	lost     map[string]int           // by store: hosts that were not tried, as it is lost
}

// Update makes the site show the fleet, and returns what was done. Hosts that are unchanged since the last run are not read
// again. A host that cannot be read or written is logged and counted: its old pages stay, and the overview says so.
//
// It may be killed at any time. Files are replaced as a whole, and the manifest has what pages were made from only when all
// of them are made, so that the next run makes again whatever this one did not finish.
func (s *Site) Update(ctx context.Context, fleet Fleet, now time.Time) (Run, error) {
	u := s.newUpdate(fleet, now)
	defer s.made.discard()
	u.askStamps(ctx) // first: a document that comes later makes the next run read its host
	unchanged, changed := s.made.unchanged(fleet.Hosts, u.stamps)
	if len(changed) == 0 && len(fleet.Away) == 0 && s.made.sharedUnchanged(len(unchanged)) {
		u.run.Unchanged = len(unchanged)
		return u.run, errors.Join(u.putAssets(), u.putStamp())
	}
	if err := s.made.plan(fleet.Hosts, slices.Collect(maps.Keys(u.assets.files))); err != nil {
		return u.run, err
	}
	// What pages load comes before them, and the pages of each host before those that link to them.
	if err := u.putAssets(); err != nil {
		return u.run, err
	}
	incomplete, err := s.made.keepUnchanged(unchanged, u.show)
	if err != nil {
		return u.run, err
	}
	u.run.Unchanged = len(u.rows)
	if err := u.renderHosts(ctx, append(changed, incomplete...)); err != nil {
		return u.run, err
	}
	u.keepAbsent()
	u.tellRenames() // when all rows are there
	if err := u.putShared(); err != nil {
		return u.run, err
	}
	if len(fleet.Away) > 0 {
		s.made.remakeIndex()
	}
	return u.run, s.made.commit() // what the old pages load is there until the new ones are
}

func (s *Site) newUpdate(fleet Fleet, now time.Time) *update {
	s.made.begin(&s.Options, now)
	if fleet.StoreOf == nil {
		fleet.StoreOf = func(string) string { return "" }
	}
	s.away = nil
	for _, text := range fleet.Away {
		s.away = append(s.away, page.Reason{Text: text, State: report.Warning.String()})
	}
	return &update{Site: s, fleet: fleet, now: now, run: Run{At: now}, waited: map[string]time.Duration{}, lost: map[string]int{}}
}

// show adds a host to the pages of several hosts.
func (u *update) show(r *record) {
	u.rows = append(u.rows, r.Row)
	u.compared.add(&r.Row, r.Multiples)
	u.changes.add(r.Changes)
}
