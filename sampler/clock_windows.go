package sampler

import (
	"time"

	"golang.org/x/sys/windows"
)

// sinceBoot returns GetTickCount64, which includes sleep. Its steps are 10 to 16 ms.
func sinceBoot() (time.Duration, error) { return windows.DurationSinceBoot(), nil }
