// Package agent takes samples of this machine and brings them to a store, which makes history of them. Between two samples it keeps
// the counters, the samples that no store has yet, and what it has reported, in a state folder.
//
// It does not read the machine (package sampler does), looks at nothing but the dates of documents, and neither prints nor exits: what the
// user should know goes to its logger.
package agent

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"time"

	"psmonitor/sampler"
	"psmonitor/store/history"
)

// LevelNews is the level of good news: shown like a warning, but not as one.
const LevelNews = slog.LevelWarn + 1

// Agent takes samples of one host.
type Agent struct {
	Host    sampler.Host     // its Warn is set by the agent
	Store   string           // URL
	State   string           // path of the state folder
	Max     int              // documents that the collection keeps, and the spool
	Timeout time.Duration    // for the whole of one sample
	Now     func() time.Time // the clock
	Log     *slog.Logger     // warnings and failures, a line each; with the level Info, also what is not logged again
	Watched bool             // somebody reads the log, on a terminal: warnings and failures are logged each time
	History history.Maker    // makes hours and days when samples are stored
	Print   io.Writer        // if not nil, samples are printed here instead, and nothing is stored or changed

	patience *patience // of Repeat; nil: each sample waits anew for the first lock
}

// Sample takes one sample and brings it to the store, with those that wait in the spool. It returns nil only if the store has
// acknowledged it.
func (a Agent) Sample(ctx context.Context) error {
	finish, err := a.begin(ctx)
	if err != nil {
		return err
	}
	return finish()
}

// begin takes one sample and spools it; finish delivers it. The timeout is for both. Each reports its failure.
func (a Agent) begin(ctx context.Context) (finish func() error, err error) {
	ctx, cancel := context.WithTimeout(ctx, a.Timeout)
	a.Host.Helper.Locks = askingLocks{a, make(map[string]time.Time)}
	if a.Print != nil {
		defer cancel()
		return func() error { return nil }, a.print(ctx)
	}
	r := &round{Agent: a}
	r.openFolder()
	end := func() { // no lock is held
		r.closeFolder()
		r.log()
		cancel()
	}
	if err := r.sample(ctx); err != nil {
		defer end()
		return nil, r.report(ctx, err)
	}
	return func() error {
		defer end()
		return r.deliver(ctx)
	}, nil
}

// Splay returns the host's share of the longest wait: always the same one, and spread evenly over hosts.
func Splay(host string, longest time.Duration) time.Duration {
	if longest <= 0 {
		return 0
	}
	h := fnv.New64a()
	fmt.Fprint(h, host)
	return time.Duration(h.Sum64() % uint64(longest))
}
