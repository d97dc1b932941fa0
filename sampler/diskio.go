package sampler

import (
	"cmp"
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
			ID: "diskio", Title: "Disk I/O", Section: "Disk", Unit: metric.BytesPerSecond, Each: each,
			Lines: []metric.Line{
				{Name: "read", Field: "read", Color: metric.Blue},
				{Name: "write", Field: "write", Color: metric.Orange, Below: true},
			},
		}, {
			ID: "diskops", Title: "Disk operations", Section: "Disk", Unit: metric.PerSecond, Each: each,
			Lines: []metric.Line{
				{Name: "reads", Field: "reads", Color: metric.Blue},
				{Name: "writes", Field: "writes", Color: metric.Orange, Below: true},
			},
		}, {
			ID: "diskbusy", Title: "Disk busy", Section: "Disk", Unit: metric.Percent, Top: 100, Each: each,
			Lines: []metric.Line{{Field: "busy"}},
		}},
	}
}

// ioCounters are the counters of one device since boot.
type ioCounters struct {
	device        string
	read, written float64 // bytes
	reads, writes float64 // operations
	busyMS        float64 // milliseconds with at least one operation in progress
	hasBusy       bool
}

// readDiskIO returns the I/O of the host's disks. It omits partitions and devices on top of others (skipDevice), because
// their operations are counted for the disk below as well, and devices without any operation since boot.
func readDiskIO(ctx context.Context, c *metric.Counters, f Filter) (bson.D, error) {
	devices, err := readIOCounters(ctx)
	if notImplemented(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	fields := map[string]bson.D{}
	devices = slices.DeleteFunc(devices, func(d ioCounters) bool {
		if !f.accepts(d.device, !skipDevice(d.device)) {
			return true
		}
		fields[d.device] = d.rates(c)
		return d.reads+d.writes == 0 || fields[d.device] == nil
	})
	devices, omitted := limited(devices, func(d ioCounters) string { return d.device }, compareIO)
	elements := bson.A{}
	for _, d := range devices {
		elements = append(elements, append(bson.D{{Key: "device", Value: d.device}}, fields[d.device]...))
	}
	return append(bson.D{{Key: "diskio", Value: elements}}, omittedField("diskio", omitted)...), nil
}

// compareIO orders devices by whether they are stored if there are too many: those with the most bytes since boot.
func compareIO(a, b ioCounters) int { return cmp.Compare(b.read+b.written, a.read+a.written) }

// rates returns the device's fields, or nil if they are unknown.
func (d ioCounters) rates(c *metric.Counters) bson.D {
	counters := []counter{{"read", d.read}, {"write", d.written}, {"reads", d.reads}, {"writes", d.writes}}
	if d.hasBusy {
		counters = append(counters, counter{"busy", d.busyMS})
	}
	fields := rates(c, "diskio "+d.device, counters...)
	if last := len(fields) - 1; d.hasBusy && last >= 0 {
		// 1000 ms per second are 100 %. The kernel counts in ticks, so the result may be slightly more.
		fields[last].Value = min(100, fields[last].Value.(float64)/10)
	}
	return fields
}

// readIOCounters returns the counters of all devices that are not partitions, sorted by name.
func readIOCounters(ctx context.Context) ([]ioCounters, error) {
	if runtime.GOOS == "linux" {
		return readDiskstats(ctx)
	}
	if runtime.GOOS == "freebsd" {
		// gopsutil runs a program for each disk, to get its serial number, unless the context is cancelled. It uses
		// the context for nothing else.
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		ctx = cancelled
	}
	stats, err := disk.IOCountersWithContext(ctx)
	if err != nil {
		return nil, err
	}
	var devices []ioCounters
	for name, s := range stats {
		devices = append(devices, ioCounters{
			device: validUTF8(name),
			read:   float64(s.ReadBytes), written: float64(s.WriteBytes),
			reads: float64(s.ReadCount), writes: float64(s.WriteCount),
			busyMS: float64(s.IoTime), hasBusy: runtime.GOOS == "freebsd",
		})
	}
	slices.SortFunc(devices, func(a, b ioCounters) int { return strings.Compare(a.device, b.device) })
	return devices, nil
}

// skipDevice reports whether a device is omitted by default: it is built on other devices or memory, or has removable media.
func skipDevice(device string) bool {
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
