package sampler

import (
	"context"
	"fmt"
	"time"
)

// Moment is one reading of the host's clocks.
type Moment struct {
	Wall time.Time
	Up   time.Duration // since boot; setting the wall clock does not change it
}

// boot returns the boot time according to the wall clock. It changes when that clock is set.
func (m Moment) boot() time.Time { return m.Wall.Add(-m.Up) }

// Now reads the system's clocks.
func Now() (Moment, error) {
	up, err := sinceBoot()
	if err != nil {
		return Moment{}, fmt.Errorf("read the time since boot: %w", err)
	}
	// Round(0) removes Go's monotonic reading, because wall times are compared across processes.
	return Moment{Wall: time.Now().Round(0), Up: up}, nil
}

// Wait returns nil after d, or the error of ctx if that ends first.
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
