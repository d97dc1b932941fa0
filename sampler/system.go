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

// readSystem returns users, where the system keeps a list of them, uptime, and the facts that change rarely.
func readSystem(ctx context.Context, _ *metric.Counters) (bson.D, error) {
	m, ok := ctx.Value(momentKey{}).(moment)
	if !ok {
		now, err := Now()
		if err != nil {
			return nil, err
		}
		m = moment{up: now.Up, boot: now.boot().UTC().Truncate(time.Second)}
	}
	var fields bson.D
	users, err := host.UsersWithContext(ctx)
	switch {
	case err == nil:
		fields = append(fields, bson.E{Key: "users", Value: int64(len(users))})
	case errors.Is(err, fs.ErrNotExist) || unavailable(err): // no utmp, as in containers and on newer systems
		err = nil
	}
	platform, err2 := platform(ctx)
	kernel, err3 := kernel(ctx)
	cpus, err4 := cpus(ctx)
	system := bson.D{{Key: "os", Value: runtime.GOOS}}
	for _, e := range []bson.E{{Key: "platform", Value: text(platform)}, {Key: "kernel", Value: text(kernel)}} {
		if e.Value != "" {
			system = append(system, e)
		}
	}
	if cpus > 0 {
		system = append(system, bson.E{Key: "cpus", Value: int64(cpus)})
	}
	return append(fields,
		bson.E{Key: "uptime", Value: int64(m.up / time.Second)},
		bson.E{Key: "system", Value: append(system, bson.E{Key: "boot", Value: m.boot.UTC()})},
	), errors.Join(err, err2, err3, err4)
}

// kernel returns the kernel's release, as "6.1.0-28-amd64".
func kernel(ctx context.Context) (string, error) {
	if data, err := os.ReadFile(proc(ctx, "sys/kernel/osrelease")); runtime.GOOS == "linux" && err == nil {
		return strings.TrimSpace(string(data)), nil
	}
	return host.KernelVersionWithContext(ctx)
}

// cpus returns the number of CPUs in use. Linux' list of them is read first: cpuinfo, gopsutil's source, has 30 lines
// for each, and some kernels stop to measure every CPU's clock for it.
func cpus(ctx context.Context) (int, error) {
	if data, err := os.ReadFile(sys(ctx, "devices/system/cpu/online")); runtime.GOOS == "linux" && err == nil {
		if n := countList(strings.TrimSpace(string(data))); n > 0 {
			return n, nil
		}
	}
	return countCPUs(ctx)
}

// countList counts the numbers of a list like "0-3,8"; 0 if it is none.
func countList(list string) int {
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
