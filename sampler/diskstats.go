package sampler

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// readDiskstats reads Linux' counters, of whole devices only. gopsutil's reading of the same file looks for the serial
// number and the label of each line's device in half a dozen other files, and cannot name a device with a slash
// (cciss/c0d0).
func readDiskstats(ctx context.Context) ([]ioCounts, error) {
	data, err := os.ReadFile(proc(ctx, "diskstats"))
	if os.IsNotExist(err) {
		return nil, nil // a kernel without block devices
	}
	if err != nil {
		return nil, err
	}
	devices := parseDiskstats(string(data))
	if len(devices) == 0 && len(data) > 0 {
		return nil, fmt.Errorf("%s makes no sense", proc(ctx, "diskstats"))
	}
	whole, err := wholeDevices(ctx)
	if err != nil {
		return nil, err
	}
	devices = slices.DeleteFunc(devices, func(d ioCounts) bool { return !whole[d.device] })
	slices.SortFunc(devices, func(a, b ioCounts) int { return strings.Compare(a.device, b.device) })
	return devices, nil
}

// wholeDevices returns the names of the block devices that are not partitions. Names do not tell: Xen gives machines an
// xvda1 without an xvda.
func wholeDevices(ctx context.Context) (map[string]bool, error) {
	entries, err := os.ReadDir(sys(ctx, "block"))
	if err != nil {
		return nil, err
	}
	whole := make(map[string]bool, len(entries))
	for _, e := range entries {
		whole[text(strings.ReplaceAll(e.Name(), "!", "/"))] = true // sysfs writes a slash so
	}
	return whole, nil
}

// parseDiskstats reads Linux' /proc/diskstats; see the kernel's Documentation/admin-guide/iostats.rst. Lines with
// fewer than eleven counters (partitions before 2.6.25) and lines that make no sense are skipped.
func parseDiskstats(data string) []ioCounts {
	const sector = 512 // whatever the device's own is
	var devices []ioCounts
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
		devices = append(devices, ioCounts{
			device: text(fields[2]),
			reads:  n[0], read: n[2] * sector,
			writes: n[4], written: n[6] * sector,
			busyMS: n[9], hasBusy: true,
		})
	}
	return devices
}
