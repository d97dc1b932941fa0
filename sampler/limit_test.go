//go:build linux

package sampler

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shirou/gopsutil/v3/net"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// crowd returns volumes like those of a server with thousands of data sets, with long names. The first ones are the smallest.
func crowd(n int) []volume {
	var volumes []volume
	for i := range n {
		name := fmt.Sprintf("/tank/%04d/%s", i, strings.Repeat("x", 230))
		volumes = append(volumes, volume{
			mount: mount{point: name, fstype: strings.Repeat("t", 4000), source: name, deviceNumber: fmt.Sprint("0:", i)},
			usage: usage{total: uint64(1000 + i), used: 100, free: uint64(900 + i), inodes: 1000, inodesUsed: 10},
		})
	}
	return volumes
}

func mountsIn(fields bson.D) (names []string) {
	for _, d := range field(fields, "disks").(bson.A) {
		names = append(names, field(d.(bson.D), "mount").(string))
	}
	return names
}

func TestOnlyLargestVolumesAndThoseInTroubleAreStored(t *testing.T) {
	volumes := crowd(2000)
	root := volume{mount: mount{point: "/", fstype: "ext4", deviceNumber: "8:1"}, usage: usage{total: 5, used: 1, free: 4}}
	small := func(i int, change func(v *volume)) string { change(&volumes[i]); return volumes[i].point }
	want := []string{"/",
		small(0, func(v *volume) { v.used, v.free = 850, 150 }),
		small(1, func(v *volume) { v.inodesUsed = 900 }),
		small(2, func(v *volume) { *v = volume{mount: v.mount, failed: true} }),
		small(3, func(v *volume) { v.access = broken }),
		volumes[1999].point, volumes[1999-(metric.MaxElements-6)].point,
	}
	not := []string{
		small(4, func(v *volume) { v.used, v.free, v.access = 1000, 0, readOnly }), // as always: an image
		volumes[1999-(metric.MaxElements-5)].point,
	}
	fields := diskFields(append(volumes, root), Filter{}, root.mount)
	got := mountsIn(fields)
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%.20s is missing", name)
		}
	}
	for _, name := range not {
		if slices.Contains(got, name) {
			t.Errorf("%.20s is stored", name)
		}
	}
	if omitted := field(fields, "disks_omitted"); len(got) != metric.MaxElements || omitted != int64(2001-metric.MaxElements) {
		t.Errorf("%d stored and %v left out, want %d and %d", len(got), omitted, metric.MaxElements, 2001-metric.MaxElements)
	}
	if !slices.IsSorted(got) {
		t.Error("they are not sorted by name")
	}
	doc, err := metric.Sample{Server: "example01", Fields: fields}.Document()
	if err != nil {
		t.Fatal(err)
	}
	if len(doc) > metric.MaxDocument/2 {
		t.Errorf("the document has %d bytes", len(doc))
	}
}

func TestElementsWithLongNamesAreLeftOut(t *testing.T) {
	volumes := crowd(2)
	volumes[0].point = "/" + strings.Repeat("ä", maxName/2+1)
	fields := diskFields(volumes, Filter{}, mount{point: "/"})
	if got := mountsIn(fields); len(got) != 1 || field(fields, "disks_omitted") != int64(1) {
		t.Errorf("stored %q, left out %v", got, field(fields, "disks_omitted"))
	}
}

func TestFewElementsAreAllStored(t *testing.T) {
	fields := diskFields(crowd(metric.MaxElements), Filter{}, mount{point: "/"})
	if got := mountsIn(fields); len(got) != metric.MaxElements || field(fields, "disks_omitted") != nil {
		t.Errorf("%d stored, left out %v", len(got), field(fields, "disks_omitted"))
	}
}

func TestBusiestDevicesAndInterfacesAreStored(t *testing.T) {
	var devices []ioCounters
	var interfaces []net.IOCountersStat
	for i := range 2 * metric.MaxElements {
		devices = append(devices, ioCounters{device: fmt.Sprint("sd", i), read: float64(i)})
		interfaces = append(interfaces, net.IOCountersStat{Name: fmt.Sprint("eth", i), BytesRecv: uint64(i)})
	}
	interfaces[3].Errout = 1
	keptDevices, _ := limited(devices, func(d ioCounters) string { return d.device }, compareIO)
	if first := keptDevices[0].device; first != fmt.Sprint("sd", metric.MaxElements) {
		t.Errorf("the first device is %s", first)
	}
	keptInterfaces, omitted := limited(interfaces, func(i net.IOCountersStat) string { return i.Name }, compareInterfaces)
	if keptInterfaces[0].Name != "eth3" || keptInterfaces[1].Name != fmt.Sprint("eth", metric.MaxElements+1) || omitted != metric.MaxElements {
		t.Errorf("the first interfaces are %s and %s, and %d are left out", keptInterfaces[0].Name, keptInterfaces[1].Name, omitted)
	}
}
