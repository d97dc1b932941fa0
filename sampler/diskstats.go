package sampler

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// readDiskstats reads Linux' counters of whole devices. gopsutil reads six other files per device for serial numbers and
// labels, and does not support names with a slash (cciss/c0d0).
func readDiskstats(ctx context.Context) ([]ioCounters, error) {
	data, err := os.ReadFile(proc(ctx, "diskstats"))
	if os.IsNotExist(err) {
		return nil, nil // a kernel without block devices
	}
	if err != nil {
		return nil, err
	}
	devices := parseDiskstats(string(data))
	if len(devices) == 0 && len(data) > 0 {
		return nil, fmt.Errorf("%s: unknown format", proc(ctx, "diskstats"))
	}
	whole, err := wholeDevices(ctx)
	if err != nil {
		return nil, err
	}
	devices = slices.DeleteFunc(devices, func(d ioCounters) bool {
		return !whole[d.device] || strings.HasPrefix(d.device, "nvme") && isHidden(ctx, d.device)
	})
	slices.SortFunc(devices, func(a, b ioCounters) int { return strings.Compare(a.device, b.device) })
	return devices, nil
}

// wholeDevices returns the names of the block devices that are not partitions. The names alone do not show this: Xen
// machines may have an xvda1 without an xvda.
func wholeDevices(ctx context.Context) (map[string]bool, error) {
	entries, err := os.ReadDir(sys(ctx, "block"))
	if err != nil {
		return nil, err
	}
	whole := make(map[string]bool, len(entries))
	for _, e := range entries {
		whole[validUTF8(strings.ReplaceAll(e.Name(), "!", "/"))] = true // sysfs replaces / by !
	}
	return whole, nil
}

// isHidden reports whether the kernel hides a device from users: a path of an NVMe disk with several (nvme0c0n1), whose
// operations are counted for the disk (nvme0n1) as well. Kernels before 4.15 have no hidden devices.
func isHidden(ctx context.Context, device string) bool {
	hidden, _ := os.ReadFile(sys(ctx, filepath.Join("block", device, "hidden")))
	return strings.TrimSpace(string(hidden)) == "1"
}

// parseDiskstats parses /proc/diskstats (the kernel's Documentation/admin-guide/iostats.rst). It skips invalid lines and
// lines with fewer than eleven counters, which are partitions before Linux 2.6.25.
func parseDiskstats(data string) []ioCounters {
	const sector = 512 // bytes, for all devices
	var devices []ioCounters
	for line := range strings.Lines(data) {
		fields := strings.Fields(line)
		if len(fields) < 14 {
			continue
		}
		var n [11]float64
		ok := true
		for i := range n {
			v, err := strconv.ParseUint(fields[3+i], 10, 64)
			n[i], ok = float64(v), ok && err == nil
		}
		if !ok {
			continue
		}
		devices = append(devices, ioCounters{
			device: validUTF8(fields[2]),
			reads:  n[0], read: n[2] * sector,
			writes: n[4], written: n[6] * sector,
			busyMS: n[9], hasBusy: true,
		})
	}
	return devices
}
