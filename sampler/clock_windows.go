package sampler

import (
	"time"

	"golang.org/x/sys/windows"
)

// sinceBoot is GetTickCount64: steps of 10 to 16 ms, and on while the machine sleeps.
func sinceBoot() (time.Duration, error) { return windows.DurationSinceBoot(), nil }
