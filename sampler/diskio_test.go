//go:build linux

package sampler

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func TestSkipDevice(t *testing.T) {
	for device, want := range map[string]bool{
		"sda": false, "nvme0n1": false, "vda": false, "xvda1": false, "mmcblk0": false, "hda": false, "cciss/c0d0": false, "rbd0": false,
		"ada0": false, "nda0": false, "vtbd0": false, "wd0": false, "sd0": false, "C:": false, "disk0": false,
		"loop0": true, "ram1": true, "zram0": true, "dm-12": true, "md127": true, "sr0": true, "cd0": true, "fd0": true, "drbd1": true, "": false,
	} {
		if got := skipDevice(device); got != want {
			t.Errorf("skipDevice(%q) is %v", device, got)
		}
	}
}

func TestSkipInterface(t *testing.T) {
	for name, want := range map[string]bool{
		"eth0": false, "eno1": false, "enp3s0f1": false, "wlan0": false, "bond0": false, "team0": false, "br0": false, "vmbr0": false, "eth0.42": false,
		"wg0": false, "tun0": false, "ppp0": false, "vlan7": false, "em0": false, "vtnet0": false, "en0": false, "Ethernet": false, "__f__alert(1)__f__": false,
		"lo": true, "lo0": true, "veth0a1b2c3": true, "docker0": true, "br-0a1b2c3d": true, "virbr0": true, "vnet3": true, "cali1234": true, "dummy0": true,
		"Loopback Pseudo-Interface 1": true,
	} {
		if got := skipInterface(name); got != want {
			t.Errorf("skipInterface(%q) is %v", name, got)
		}
	}
}

func FuzzDiskstats(f *testing.F) {
	for _, tree := range []string{"many", "old", "vm"} {
		data, err := os.ReadFile(filepath.Join("testdata", tree, "before/proc/diskstats"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), string(data))
	}
	f.Add("8 0 sda 1 2 3 4 5 6 7 8 9 0 11\n", "8 0 sda 18446744073709551615 2 18446744073709551615 4 5 6 7 8 9 18446744073709551615 11\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		c := &metric.Counters{After: make(map[string]float64)}
		for _, d := range parseDiskstats(before) {
			if got := d.rates(c); got != nil && c.Elapsed == 0 {
				t.Errorf("rates %v over no time", got)
			}
		}
		c = &metric.Counters{Before: c.After, After: make(map[string]float64), Elapsed: time.Second}
		for _, d := range parseDiskstats(after) {
			checkSane(t, ".diskio", d.rates(c))
		}
	})
}

func TestRatesAreAllOrNone(t *testing.T) {
	c := &metric.Counters{
		Before:  map[string]float64{"net eth0 rx": 100, "net eth0 tx": math.MaxUint32},
		After:   make(map[string]float64),
		Elapsed: 10 * time.Second,
	}
	if got := rates(c, "net eth0", counter{"rx", 200}, counter{"tx", 300}); got != nil {
		t.Errorf("rates %v after a counter wrapped", got)
	}
	c = &metric.Counters{Before: c.After, After: make(map[string]float64), Elapsed: 10 * time.Second}
	got := rates(c, "net eth0", counter{"rx", 250}, counter{"tx", 300})
	if len(got) != 2 || got[0] != (bson.E{Key: "rx", Value: 5.}) || got[1] != (bson.E{Key: "tx", Value: 0.}) {
		t.Errorf("rates %v the next time", got)
	}
}
