package sampler

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v3/host"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func systemFamily() metric.Family {
	return metric.Family{Name: "system", Read: readSystem}
}

// readSystem returns the number of users, if the system has a list of them, the uptime, and the description of the system.
func readSystem(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	m, ok := ctx.Value(passStartKey{}).(passStart)
	if !ok {
		now, err := Now()
		if err != nil {
			return nil, err
		}
		m = newPassStart(ctx, now.Up, now.boot().UTC().Truncate(time.Second))
	}
	var fields bson.D
	users, err := host.UsersWithContext(ctx)
	switch {
	case err == nil:
		fields = append(fields, bson.E{Key: "users", Value: int64(len(users))})
	case errors.Is(err, fs.ErrNotExist) || notImplemented(err): // no utmp, as in containers and on new systems
		err = nil
	}
	platform, err2 := platform(ctx)
	kernel, err3 := kernelRelease(ctx)
	cpus, err4 := cpuCount(ctx)
	system := bson.D{{Key: "os", Value: runtime.GOOS}}
	for _, e := range []bson.E{{Key: "platform", Value: validUTF8(platform)}, {Key: "kernel", Value: validUTF8(kernel)}} {
		if e.Value != "" {
			system = append(system, e)
		}
	}
	if cpus > 0 {
		system = append(system, bson.E{Key: "cpus", Value: int64(cpus)})
	}
	if m.err == nil {
		fields = append(fields, bson.E{Key: "uptime", Value: int64(m.up / time.Second)})
		system = append(system, bson.E{Key: "boot", Value: m.boot.UTC()})
	}
	return append(fields, bson.E{Key: "system", Value: system}), errors.Join(err, err2, err3, err4, m.err)
}

// kernelRelease returns the kernel's release, such as "6.1.0-28-amd64".
func kernelRelease(ctx context.Context) (string, error) {
	if data, err := os.ReadFile(proc(ctx, "sys/kernel/osrelease")); runtime.GOOS == "linux" && err == nil {
		return strings.TrimSpace(string(data)), nil
	}
	return host.KernelVersionWithContext(ctx)
}

// cpuCount returns the number of CPUs in use. On Linux it reads the kernel's list of CPUs. gopsutil reads cpuinfo, which
// has 30 lines per CPU, and for which some kernels interrupt every CPU.
func cpuCount(ctx context.Context) (int, error) {
	if data, err := os.ReadFile(sys(ctx, "devices/system/cpu/online")); runtime.GOOS == "linux" && err == nil {
		if n := countCPUList(strings.TrimSpace(string(data))); n > 0 {
			return n, nil
		}
	}
	return countCPUs(ctx)
}

// countCPUList returns how many numbers a list such as "0-3,8" contains, or 0 if it is invalid.
func countCPUList(list string) int {
	n := 0
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, err := strconv.ParseUint(first, 10, 16)
		b, err2 := strconv.ParseUint(last, 10, 16)
		if err != nil || err2 != nil || b < a {
			return 0
		}
		n += int(b - a + 1)
	}
	return n
}
