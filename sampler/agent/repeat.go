package agent

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"psmonitor/internal/notices"
)

// Repeat takes a sample at every step until count are taken (0: without limit), or ctx ends, which is not a failure. A sample that
// fails is logged, and the next one is tried. Samples are delivered by goroutines of their own, so that a store that hangs
// makes no sample late: as with cron, one run does not wait for the last.
func (a Agent) Repeat(ctx context.Context, every time.Duration, count int) error {
	a.patience = &patience{longest: min(a.Timeout/4, max(every/2, recordWait))}
	tick := time.NewTicker(every)
	defer tick.Stop()
	var failed atomic.Bool
	note := func(err error) {
		if err != nil && ctx.Err() == nil {
			failed.Store(true)
			if !errors.As(err, new(notices.ReportedError)) {
				a.Log.Error(err.Error())
			}
		}
	}
	var deliveries sync.WaitGroup
	for n := 1; ctx.Err() == nil; n++ {
		finish, err := a.begin(ctx)
		note(err)
		if err == nil {
			deliveries.Go(func() { note(finish()) })
		}
		if n == count {
			break
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	deliveries.Wait()
	if failed.Load() {
		return errors.New("not all samples could be taken")
	}
	return nil
}
