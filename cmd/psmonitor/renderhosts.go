package main

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"psmonitor/render"
	"psmonitor/render/report"
	"psmonitor/store"
)

// outcome is what became of the hosts that were to be made.
type outcome struct {
	hosts     []string // those that are hosts, whether or not they failed
	failed    int
	documents int
	answered  time.Time // when the store last gave a host
}

// hosts renders the hosts, some at a time. A host that fails is logged, and the others go on; when none has been read for
// long, the rest are not tried.
func (r rendering) hosts(ctx context.Context, st store.Store, site *render.Site, names []string, stamps map[string]string) (outcome, error) {
	layout := report.NewLayout(families(r.config), render.Fields()...)
	progress := newProgress(r.app.stderr, len(names))
	todo := make(chan string)
	sum := outcome{answered: time.Now()}
	defer spareProcessor(r.jobs)()
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range min(r.jobs, len(names)) {
		workers.Go(func() {
			decoder := report.NewDecoder(layout, report.Window)
			for name := range todo {
				mu.Lock()
				gone := time.Since(sum.answered) > lostPatience*r.timeout
				mu.Unlock()
				documents, err := 0, errGone
				if gone {
					site.Failed(name, cannotRead)
				} else {
					documents, err = r.host(ctx, st, site, decoder, name, stamps[name])
				}
				mu.Lock()
				r.note(ctx, &sum, name, documents, err)
				mu.Unlock()
				progress()
			}
		})
	}
	for _, name := range names {
		if ctx.Err() != nil {
			break
		}
		todo <- name
	}
	close(todo)
	workers.Wait()
	return sum, ctx.Err()
}

// spareProcessor gives Go's scheduler a processor that no job keeps busy, until what it returns is called. While one is
// idle, a processor whose goroutine waits for the disk stays with it; else each is handed to another thread, again and
// again, which finds nothing to do there.
func spareProcessor(jobs int) (end func()) {
	before := runtime.GOMAXPROCS(0)
	if jobs < before { // leaves one idle anyway
		return func() {}
	}
	runtime.GOMAXPROCS(before + 1)
	return func() { runtime.GOMAXPROCS(before) }
}

// lostPatience is how many times the time for one host may go by without any host being read.
const lostPatience = 6

// errGone is a store that answers no more.
var errGone = errors.New("not tried: the store has not given any host for long")

// errNoHost is a collection that is no host's.
var errNoHost = errors.New("not one document makes sense")

const cannotRead = "cannot be read"

// note adds a host to the outcome.
func (r rendering) note(ctx context.Context, sum *outcome, name string, documents int, err error) {
	if err == nil || documents > 0 {
		sum.answered = time.Now()
	}
	sum.documents += documents
	if errors.Is(err, errNoHost) {
		r.log.Info("no host", "collection", name, "because", err)
		return
	}
	sum.hosts = append(sum.hosts, name) // one that cannot be read counts as one
	if err != nil && ctx.Err() == nil {
		sum.failed++
		r.log.Error("host not rendered", "host", name, "err", err)
	}
}

// host renders one host, and returns how many documents it has read.
func (r rendering) host(ctx context.Context, st store.Store, site *render.Site, d *report.Decoder, name, stamp string) (documents int, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	d.Reset()
	add := func(doc []byte) error {
		documents++
		return d.Add(doc)
	}
	if err := st.Newest(ctx, name, min(report.Window, r.config.MaxDocuments()), add); err != nil {
		site.Failed(name, cannotRead)
		return documents, err
	}
	h := d.Host(name, r.now, r.config.ThresholdsOf(name))
	if h.Foreign {
		site.NoHost(name, stamp)
		return documents, errNoHost
	}
	h.Groups = r.config.GroupsOf(name)
	if err := site.Host(h, stamp); err != nil {
		site.Failed(name, "its page cannot be written")
		return documents, err
	}
	return documents, nil
}
