package sampler

import (
	"context"
	"fmt"
	"time"
)

// Moment is one reading of the host's clocks.
type Moment struct {
	Wall time.Time
	Up   time.Duration // since boot; goes on evenly when the wall clock is set
}

// boot is when the host started, by the wall clock of the moment. It moves when that clock is set.
func (m Moment) boot() time.Time { return m.Wall.Add(-m.Up) }

// Now reads the system's clocks.
func Now() (Moment, error) {
	up, err := sinceBoot()
	if err != nil {
		return Moment{}, fmt.Errorf("read the time since boot: %w", err)
	}
	// Round(0) drops Go's own monotonic reading: wall clocks are compared across processes.
	return Moment{Wall: time.Now().Round(0), Up: up}, nil
}

// Wait returns after d, or with the context's error when that is over before.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
