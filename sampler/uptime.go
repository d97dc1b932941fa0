package sampler

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"
)

// passStartKey is the context key of a passStart. The system family uses it.
type passStartKey struct{}

// passStart is the time at which a pass began, and since when the machine, or the container, has been running.
type passStart struct {
	up   time.Duration
	boot time.Time
	err  error // why they are unknown
}

// newPassStart returns the start of a pass that begins now. up is the kernel's time since boot, and boot that boot's date.
//
// In a container with lxcfs, the file uptime tells how long the container has been running; system calls tell the machine's.
// The file is read at the start of the pass, because a family may hang before the system's is read.
func newPassStart(ctx context.Context, up time.Duration, boot time.Time) passStart {
	if runtime.GOOS != "linux" {
		return passStart{up: up, boot: boot}
	}
	data, err := os.ReadFile(proc(ctx, "uptime"))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return passStart{up: up, boot: boot}
	}
	own, err2 := parseUptime(string(data))
	if err := errors.Join(err, err2); err != nil {
		return passStart{err: fmt.Errorf("uptime: %w", err)}
	}
	if (own - up).Abs() <= bootTolerance {
		return passStart{up: up, boot: boot} // the boot's date stays the same in all samples
	}
	return passStart{up: own, boot: boot.Add(up - own).Truncate(time.Second)}
}

// parseUptime returns the first number of /proc/uptime, in seconds (proc_uptime(5)).
func parseUptime(data string) (time.Duration, error) {
	first, _, _ := strings.Cut(strings.TrimSpace(data), " ")
	up, err := time.ParseDuration(first + "s")
	if err != nil || up < 0 {
		return 0, fmt.Errorf("%.40q is not a time in seconds", first)
	}
	return up, nil
}
