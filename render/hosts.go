package render

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// StampsPerJob is how many hosts each of Options.Jobs asks for their stamps at the same time: it mostly waits for the store.
const StampsPerJob = 4

// lostAfter is how many times Options.Timeout each of Options.Jobs may wait for a store in vain, on end, before it counts as lost.
const lostAfter = 6

// unreadable is what the overview says of hosts that the store does not give.
const unreadable = "cannot be read"

// share calls work in so many goroutines, which share the names, until ctx is done.
func share(ctx context.Context, goroutines int, names []string, work func(names <-chan string)) {
	queue := make(chan string)
	var running sync.WaitGroup
	for range min(goroutines, len(names)) {
		running.Go(func() { work(queue) })
	}
	for _, name := range names {
		if ctx.Err() != nil {
			break
		}
		queue <- name
	}
	close(queue)
	running.Wait()
}

// askStamps asks the store for the stamps of the hosts. A host whose stamp it does not give is read, which tells why.
func (u *update) askStamps(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lostAfter*u.Timeout)
	defer cancel()
	u.stamps = make(map[string]string, len(u.fleet.Hosts))
	share(ctx, u.Jobs*StampsPerJob, u.fleet.Hosts, func(names <-chan string) {
		for name := range names {
			if stamp, err := u.fleet.Stamp(ctx, name); err == nil {
				u.mu.Lock()
				u.stamps[name] = stamp
				u.mu.Unlock()
			}
		}
	})
}

// renderHosts reads and renders hosts. A lost store is logged once: cron mails each line.
func (u *update) renderHosts(ctx context.Context, changed []string) error {
	done := u.Progress(len(changed))
	share(ctx, u.Jobs, changed, func(names <-chan string) {
		reader, page := u.fleet.NewReader(), new(pageBuffer)
		for name := range names {
			u.renderHost(ctx, reader, page, name)
			done()
		}
	})
	for _, name := range slices.Sorted(maps.Keys(u.lost)) {
		u.Log.Error("the store has not answered for a long time: hosts not tried", u.lostStore(name)...)
	}
	if ctx.Err() == nil && len(u.fleet.Hosts) > 0 && len(u.rows) == 0 {
		return ErrNoHosts
	}
	return ctx.Err()
}

// renderHost reads and renders one host, unless the store is lost.
func (u *update) renderHost(ctx context.Context, reader Reader, page *pageBuffer, name string) {
	if u.skipLost(name) {
		return
	}
	past := u.readHistories(ctx, reader, name)
	h, err := u.read(ctx, reader, name)
	switch {
	case ctx.Err() != nil: // the run ends
	case err != nil:
		u.fail(name, unreadable, err)
	case h.Foreign && u.made.isKnown(name):
		u.fail(name, "has no valid sample", errors.New("none of its documents is a valid sample: does another program write into its collection?"))
	case h.Foreign:
		u.Log.Info("not a host: no document makes sense", "collection", name)
		u.mu.Lock()
		defer u.mu.Unlock()
		u.made.noteNotHost(name, u.stamps[name])
	default:
		if err := u.putHost(page, h, &past); err != nil {
			u.fail(name, "its page cannot be written", err)
		}
	}
}

// skipLost reports whether the store is lost, and then counts the host as failed. Its caller logs how many hosts these are.
func (u *update) skipLost(name string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	store := u.fleet.StoreOf(name)
	if u.waited[store] <= lostAfter*u.Timeout*time.Duration(u.Jobs) {
		return false
	}
	u.lost[store]++
	u.run.Failed++
	u.keepOld(name, unreadable, 0)
	return true
}

// lostStore returns what is logged of a store that is lost.
func (u *update) lostStore(name string) []any {
	about := []any{"hosts", u.lost[name]}
	if name != "" {
		about = append(about, "store", name)
	}
	return about
}

// read reads a host, within Options.Timeout.
func (u *update) read(ctx context.Context, reader Reader, name string) (*report.Host, error) {
	ctx, cancel := context.WithTimeout(ctx, u.Timeout)
	defer cancel()
	began := time.Now()
	h, documents, err := reader.Read(ctx, name, u.made.forecasts(name))
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Documents += documents
	if store := u.fleet.StoreOf(name); err == nil || documents > 0 {
		u.waited[store] = 0
	} else {
		u.waited[store] += time.Since(began)
	}
	return h, err
}

// putFiles writes the files of a host but for its history pages, the page last, and returns their stamps and the host's row. has tells
// which pages the host has.
func (u *update) putFiles(page *pageBuffer, h *report.Host, has pageSet) (row hostRow, stamps []fileStamp, err error) {
	row, tiles := newRow(h, metric.FileName(h.Name))
	page.Reset()
	if err := u.hostPage(page, h, &row, tiles, has); err != nil {
		return row, nil, fmt.Errorf("page of %s: %w", h.Name, err)
	}
	var files []file
	if u.JSON {
		files = append(files, file{articleName, page.part(func(b []byte) []byte { return appendArticle(b, h) })})
	}
	stamps, err = u.root.put(folderOf(h.Name), append(files, file{pagesOfHost[samplesPage].file, page.Bytes()})...)
	return row, stamps, err
}

// putHost writes the files of a host, and adds it to the pages of several hosts.
func (u *update) putHost(page *pageBuffer, h *report.Host, past *histories) error {
	made, err := u.putHistories(page, h, past) // before the page that leads to them
	if err != nil {
		return err
	}
	row, stamps, err := u.putFiles(page, h, past.has)
	if err != nil {
		return err
	}
	r := record{Row: row, Multiples: multiples(h), Changes: changesOf(h)}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Rendered++
	u.show(&r)
	m := madeHost{Last: h.Last(), Cadence: h.Due, Stamp: u.stamps[h.Name], Until: h.Until, Files: stamps, History: made, Forecasts: h.Predictions}
	if h.HasFutureSamples {
		m.Stamp = "" // the clock decides what is shown
	}
	u.made.keep(m, &r)
	return nil
}

// hostFiles returns the files of a host, in the order in which they are written.
func hostFiles(host string, json bool) []string {
	if json {
		return []string{articleOf(host), pageOf(host)}
	}
	return []string{pageOf(host)}
}

// fail notes that a host could not be read or written.
func (u *update) fail(name, why string, err error) {
	u.Log.Error("host not rendered", "host", name, "err", err)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Failed++
	u.keepOld(name, why, 0)
}

// keepAbsent keeps the pages of hosts that the store is without, or that may be in a store which cannot be read.
func (u *update) keepAbsent() {
	away := strings.Join(u.fleet.Away, ", ")
	for name, since := range u.made.absent(u.fleet.Hidden, away != "") {
		if away == "" {
			u.keepOld(name, "no longer in the store", since)
			continue
		}
		u.run.Failed++
		u.keepOld(name, away, 0)
	}
}

// keepOld adds a row that says why a host's pages, if it has any, are of an earlier run. The next run makes them again.
func (u *update) keepOld(name, why string, absent int64) {
	old := u.made.keepOld(name, absent)
	state := report.Silent.String()
	r := hostRow{Rank: report.Silent, Status: status{Values: unknown()}, Row: page.Row{Name: name, State: state, Silent: true,
		Reasons: []page.Reason{{Text: why, State: state}}, Last: newStamp(old.Last), Cadence: old.Cadence}}
	if u.root.Has(pageOf(name)) {
		r.File = metric.FileName(name)
	}
	for _, label := range rowLabels {
		r.Values = append(r.Values, page.Value{Label: label, Text: none})
	}
	u.rows = append(u.rows, r)
}
