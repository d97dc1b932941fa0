//go:build !linux

package sampler

import (
	"context"

	"github.com/shirou/gopsutil/v3/net"
)

// readInterfaces reads the counters of all interfaces.
func readInterfaces(ctx context.Context) ([]net.IOCountersStat, error) {
	return net.IOCountersWithContext(ctx, true)
}

// stackedInterfaces returns nil: only Linux tells.
func stackedInterfaces(context.Context, []net.IOCountersStat) map[string]int64 { return nil }
