package render

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
	"psmonitor/render/report"
)

// StampsPerJob is how many hosts each of Options.Jobs asks for their stamps at the same time: it mostly waits for the store.
const StampsPerJob = 4

// lostAfter is how many times Options.Timeout may go by without any host being read before the store counts as lost.
const lostAfter = 6

var errLost = errors.New("not tried: the store has not answered for a long time")

// each calls work for each name, in so many goroutines, until ctx is done. newWork makes the work of each goroutine.
func each(ctx context.Context, goroutines int, names []string, newWork func() (work func(name string))) {
	queue := make(chan string)
	var running sync.WaitGroup
	for range min(goroutines, len(names)) {
		work := newWork()
		running.Go(func() {
			for name := range queue {
				work(name)
			}
		})
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
	each(ctx, u.Jobs*StampsPerJob, u.fleet.Hosts, func() func(string) {
		return func(name string) {
			if stamp, err := u.fleet.Stamp(ctx, name); err == nil {
				u.mu.Lock()
				defer u.mu.Unlock()
				u.stamps[name] = stamp
			}
		}
	})
}

// renderHosts reads and renders all hosts that are not known to be unchanged.
func (u *update) renderHosts(ctx context.Context) error {
	var changed []string
	for _, name := range u.fleet.Hosts {
		_, unchanged := u.next.Hosts[name]
		if _, notHost := u.next.NotHosts[name]; !unchanged && !notHost {
			changed = append(changed, name)
		}
	}
	defer addProcessor(u.Jobs)()
	done := u.Progress(len(changed))
	u.answered = time.Now()
	each(ctx, u.Jobs, changed, func() func(string) {
		read, page := u.fleet.NewReader(), new(pageBuffer)
		return func(name string) {
			u.renderHost(ctx, read, page, name)
			done()
		}
	})
	if ctx.Err() == nil && len(u.fleet.Hosts) > 0 && len(u.next.Hosts) == 0 {
		return ErrNoHosts
	}
	return ctx.Err()
}

// addProcessor gives Go's scheduler a processor that no job keeps busy, until end is called. While one is idle, a processor
// whose goroutine waits for the disk stays with it; otherwise each is handed to another thread again and again, which finds
// nothing to do there.
func addProcessor(jobs int) (end func()) {
	before := runtime.GOMAXPROCS(0)
	if jobs < before { // one is idle anyway
		return func() {}
	}
	runtime.GOMAXPROCS(before + 1)
	return func() { runtime.GOMAXPROCS(before) }
}

// renderHost reads and renders one host, unless the store is lost.
func (u *update) renderHost(ctx context.Context, read Reader, page *pageBuffer, name string) {
	var h *report.Host
	err := errLost
	if !u.isLost() {
		h, err = u.read(ctx, read, name)
	}
	switch {
	case ctx.Err() != nil: // the run ends
	case err != nil:
		u.fail(name, "cannot be read", err)
	case h.Foreign:
		u.Log.Info("not a host: no document makes sense", "collection", name)
		u.noteNotHost(name)
	default:
		if err := u.putHost(page, h); err != nil {
			u.fail(name, "its page cannot be written", err)
		}
	}
}

func (u *update) isLost() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return time.Since(u.answered) > lostAfter*u.Timeout
}

// read reads a host, in the time that one may take.
func (u *update) read(ctx context.Context, read Reader, name string) (*report.Host, error) {
	ctx, cancel := context.WithTimeout(ctx, u.Timeout)
	defer cancel()
	h, documents, err := read(ctx, name)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Documents += documents
	if err == nil || documents > 0 {
		u.answered = time.Now()
	}
	return h, err
}

// putHost writes the files of a host, the page last.
func (u *update) putHost(page *pageBuffer, h *report.Host) error {
	row, tiles := newRow(h, metric.FileName(h.Name))
	page.Reset()
	if err := u.hostPage(page, h, &row, tiles); err != nil {
		return fmt.Errorf("page of %s: %w", h.Name, err)
	}
	var files []file
	if u.JSON {
		files = append(files, file{articleName, page.part(func(b []byte) []byte { return appendArticle(b, h) })})
	}
	marks, err := u.root.put(folderOf(h.Name), append(files, file{pageName, page.Bytes()})...)
	if err != nil {
		return err
	}
	r := record{Row: row, Multiples: multiples(h), Changes: changesOf(h)}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Rendered++
	u.keep(&r)
	made := madeHost{Last: h.Last(), Cadence: h.Due, Stamp: u.stamps[h.Name], Until: h.Until, Files: marks}
	if h.HasFutureSamples {
		made.Stamp = "" // the clock decides what is shown
	}
	u.next.Hosts[h.Name] = made
	return nil
}

// hostFiles returns the files of a host, in the order in which they are written.
func (s *Site) hostFiles(host string) []string {
	if s.JSON {
		return []string{articleOf(host), pageOf(host)}
	}
	return []string{pageOf(host)}
}

// noteNotHost remembers that a collection is not a host's, so that it is not read again until it changes.
func (u *update) noteNotHost(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if stamp := u.stamps[name]; stamp != "" {
		u.next.NotHosts[name] = stamp
	}
}

// fail notes that a host could not be read or written.
func (u *update) fail(name, why string, err error) {
	u.Log.Error("host not rendered", "host", name, "err", err)
	u.mu.Lock()
	defer u.mu.Unlock()
	u.run.Failed++
	u.keepOld(name, why, 0)
}

// keepOld has the overview say why a host's pages, if it has any, are of an earlier run, and has the next run make them.
func (u *update) keepOld(name, why string, absent int64) {
	old := u.made.Hosts[name]
	u.next.Hosts[name] = madeHost{Last: old.Last, Cadence: old.Cadence, Absent: absent}
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
	u.incomplete = true
}
