package sampler

import (
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v3/disk"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func diskIOFamily(f Filter) metric.Family {
	each := metric.Each{Array: "diskio", Key: "device"}
	return metric.Family{
		Name: "diskio",
		Read: func(ctx context.Context, c *metric.Counters) (bson.D, error) { return readDiskIO(ctx, c, f) },
		Charts: []metric.Chart{{
			ID: "diskio", Title: "Disk I/O", Unit: metric.BytesPerSecond, Each: each,
			Lines: []metric.Line{
				{Name: "read", Field: "read", Color: metric.Blue},
				{Name: "write", Field: "write", Color: metric.Orange, Below: true},
			},
		}, {
			ID: "diskops", Title: "Disk operations", Unit: metric.PerSecond, Each: each,
			Lines: []metric.Line{
				{Name: "reads", Field: "reads", Color: metric.Blue},
				{Name: "writes", Field: "writes", Color: metric.Orange, Below: true},
			},
		}, {
			ID: "diskbusy", Title: "Disk busy", Unit: metric.Percent, Top: 100, Each: each,
			Lines: []metric.Line{{Field: "busy"}},
		}},
	}
}

// ioCounts are the counters of one device, since boot.
type ioCounts struct {
	device        string
	read, written float64 // bytes
	reads, writes float64 // operations
	busyMS        float64 // milliseconds with at least one operation under way
	hasBusy       bool
}

// readDiskIO returns what the host's disks do. Partitions, and what is laid over disks (LVM, RAID, loop devices and the
// like: isOverlaid), are left out, as each of their operations is one of a disk as well; so are devices that have
// done nothing since boot.
func readDiskIO(ctx context.Context, c *metric.Counters, f Filter) (bson.D, error) {
	devices, err := readIOCounts(ctx)
	if unavailable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	shown := bson.A{}
	for _, d := range devices {
		if !f.takes(d.device, !isOverlaid(d.device)) {
			continue
		}
		if fields := d.rates(c); d.reads+d.writes > 0 && fields != nil {
			shown = append(shown, append(bson.D{{Key: "device", Value: d.device}}, fields...))
		}
	}
	return bson.D{{Key: "diskio", Value: shown}}, nil
}

// rates returns the device's fields; nil if they are not known.
func (d ioCounts) rates(c *metric.Counters) bson.D {
	counters := []counter{{"read", d.read}, {"write", d.written}, {"reads", d.reads}, {"writes", d.writes}}
	if d.hasBusy {
		counters = append(counters, counter{"busy", d.busyMS})
	}
	fields := rates(c, "diskio "+d.device, counters...)
	if last := len(fields) - 1; d.hasBusy && last >= 0 {
		// Of 1000 ms a second in percent. The kernel adds whole ticks, so that a little over 100 can come out.
		fields[last].Value = min(100, fields[last].Value.(float64)/10)
	}
	return fields
}

// readIOCounts returns the counters of all devices that are not partitions, sorted by name.
func readIOCounts(ctx context.Context) ([]ioCounts, error) {
	if runtime.GOOS == "linux" {
		return readDiskstats(ctx)
	}
	if runtime.GOOS == "freebsd" {
		// There gopsutil runs a program for each disk, to learn its serial number, unless the context is over; that
		// is all that it uses the context for.
		over, cancel := context.WithCancel(ctx)
		cancel()
		ctx = over
	}
	stats, err := disk.IOCountersWithContext(ctx)
	if err != nil {
		return nil, err
	}
	var devices []ioCounts
	for name, s := range stats {
		devices = append(devices, ioCounts{
			device: text(name),
			read:   float64(s.ReadBytes), written: float64(s.WriteBytes),
			reads: float64(s.ReadCount), writes: float64(s.WriteCount),
			busyMS: float64(s.IoTime), hasBusy: runtime.GOOS == "freebsd",
		})
	}
	slices.SortFunc(devices, func(a, b ioCounts) int { return strings.Compare(a.device, b.device) })
	return devices, nil
}

// isOverlaid reports whether a device is made of other devices, or of memory, or is a drive for removable media.
func isOverlaid(device string) bool {
	stem := strings.TrimRight(device, "0123456789")
	if stem == device {
		return false
	}
	switch stem {
	case "loop", "ram", "zram", "dm-", "md", "md_d", "bcache", "drbd", "zd", "mtdblock", // Linux
		"ccd", "pass", "raid", "vn", "vnd", // BSD
		"sr", "scd", "fd", "cd", "acd", "mcd":
		return true
	}
	return false
}
