//go:build linux

package sampler

import (
	"regexp"
	"testing"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func device(name string, read, write, reads, writes, busy float64) bson.D {
	return bson.D{{Key: "device", Value: name}, {Key: "read", Value: read}, {Key: "write", Value: write},
		{Key: "reads", Value: reads}, {Key: "writes", Value: writes}, {Key: "busy", Value: busy}}
}

func iface(name string, rx, tx, errors, drops float64) bson.D {
	return bson.D{{Key: "interface", Value: name}, {Key: "rx", Value: rx}, {Key: "tx", Value: tx},
		{Key: "errors", Value: errors}, {Key: "drops", Value: drops}}
}

// TestManyCPUsAndDevices has expected values that were computed by hand from the two recordings.
func TestManyCPUsAndDevices(t *testing.T) {
	doc := record(t, "many").between(t, Filters{})
	const kib = 1024
	for path, value := range map[string]any{
		"cpu": bson.D{{Key: "user", Value: 30.}, {Key: "nice", Value: 1.}, {Key: "system", Value: 10.}, {Key: "idle", Value: 54.},
			{Key: "irq", Value: .5}, {Key: "iowait", Value: 2.}, {Key: "softirq", Value: 1.5}, {Key: "steal", Value: 1.}},
		"load": bson.D{{Key: "m1", Value: 71.25}, {Key: "m5", Value: 70.5}, {Key: "m15", Value: 80.}},
		"phymem": bson.D{{Key: "total", Value: int64(1056293488 * kib)}, {Key: "used", Value: int64(454293488 * kib)},
			{Key: "free", Value: int64(100000000 * kib)}, {Key: "available", Value: int64(600000000 * kib)},
			{Key: "cached", Value: int64(500000000 * kib)}, {Key: "buffers", Value: int64(2000000 * kib)}},
		"virtmem": bson.D{{Key: "total", Value: int64(16777212 * kib)}, {Key: "used", Value: int64(4194300 * kib)},
			{Key: "free", Value: int64(12582912 * kib)}},
		// sda's counters were reset, sdb was removed, sdc was added, sdd has no operations.
		"diskio": bson.A{
			device("cciss/c0d0", 10240, 30720, 1, 3, 100), // 310 s busy in 300
			device("nvme0n1", 1<<20, 2<<20, 10, 2, 15),
		},
		// eth1's counter wrapped, wg0 was added, eth2 has no traffic.
		"net": bson.A{
			iface("bond0", 2, 3, 0, 0),
			iface("bond0.42", 1, 1, 0, 0),
			iface("eth0", 1e6, 2e5, .1, .05),
		},
		"procs":     bson.D{{Key: "total", Value: int64(6)}, {Key: "running", Value: int64(70)}, {Key: "blocked", Value: int64(4)}},
		"users":     nil, // no utmp
		"uptime":    int64(1000*3600 + 300),
		"system.os": "linux", "system.platform": "rocky 9.4", "system.kernel": "5.14.0-427.13.1.el9_4.x86_64",
		"system.cpus": int64(256),
	} {
		want(t, doc, path, value)
	}
}

func TestKernel26(t *testing.T) {
	doc := record(t, "old").between(t, Filters{})
	for path, value := range map[string]any{
		"cpu": bson.D{{Key: "user", Value: 5.}, {Key: "nice", Value: 1.}, {Key: "system", Value: 2.}, {Key: "idle", Value: 90.},
			{Key: "irq", Value: .5}, {Key: "iowait", Value: 1.}, {Key: "softirq", Value: .5}, {Key: "steal", Value: 0.}},
		"phymem.available": int64(312000 * 1024), // without MemAvailable: free and cached
		"diskio":           bson.A{device("hda", 10240, 4096, 2, 1, 10)},
		"net":              bson.A{iface("eth0", 1000, 10, 0, 0)},
		"procs":            bson.D{{Key: "total", Value: int64(2)}, {Key: "running", Value: int64(1)}, {Key: "blocked", Value: int64(2)}},
		"system.platform":  "Red Hat Enterprise Linux AS release 4 (Nahant Update 4)",
		"system.cpus":      int64(1),
	} {
		want(t, doc, path, value)
	}
}

func TestVirtualMachine(t *testing.T) {
	doc := record(t, "vm").between(t, Filters{})
	want(t, doc, "virtmem", bson.D{{Key: "total", Value: int64(0)}, {Key: "used", Value: int64(0)}, {Key: "free", Value: int64(0)}})
	want(t, doc, "system.platform", "debian 12.11")
	want(t, doc, "system.cpus", int64(2))
	// Of 1988 ticks between the recordings, 709 are user time and 1210 idle.
	want(t, doc, "cpu.user", 100*709./1988)
	want(t, doc, "cpu.idle", 100*1210./1988)
}

func TestContainerRootIsAnOverlay(t *testing.T) {
	r := record(t, "container")
	doc := r.between(t, Filters{})
	disks := field(doc, "disks").(bson.A)
	if len(disks) != 1 || field(disks[0].(bson.D), "mount") != "/" || field(disks[0].(bson.D), "fstype") != "overlay" {
		t.Errorf("disks %v, want one, an overlay on /", disks)
	}
	if size, ok := field(doc, "disk_root.total").(int64); !ok || size <= 0 {
		t.Errorf("disk_root.total is %v", size)
	}
	want(t, doc, "net", bson.A{iface("eth0", 1000./300, 0, 0, 0)})
	want(t, doc, "system.platform", "alpine 3.20.3")
}

func TestFiltersSelectDevices(t *testing.T) {
	doc := record(t, "many").between(t, Filters{
		Disks:  Filter{Exclude: []string{"/*"}},
		DiskIO: Filter{Include: []string{"nvme*", "dm-*"}, Exclude: []string{"*p1"}},
		Net:    Filter{Exclude: []string{"bond*"}},
	})
	want(t, doc, "diskio", bson.A{device("dm-0", 614360*512/300., 2<<20, 2995/300., 2, 15), device("nvme0n1", 1<<20, 2<<20, 10, 2, 15)})
	want(t, doc, "net", bson.A{iface("eth0", 1e6, 2e5, .1, .05)})
	want(t, doc, "disks", bson.A{})
	if field(doc, "disk_root.total") == nil {
		t.Error("disk_root is missing, although filters do not apply to it")
	}
}

// TestChartFieldsExist checks that each field of a chart is in the sample. A misspelled field would draw nothing.
func TestChartFieldsExist(t *testing.T) {
	doc := record(t, "many").between(t, Filters{})
	ids := make(map[string]bool)
	for _, f := range Families(Filters{}) {
		for _, c := range f.Charts {
			if ids[c.ID] || !regexp.MustCompile(`^[a-z0-9]+$`).MatchString(c.ID) {
				t.Errorf("chart ID %q is not unique, or has characters other than a-z and 0-9", c.ID)
			}
			ids[c.ID] = true
			checkChart(t, doc, c)
		}
	}
}

func checkChart(t *testing.T, doc bson.D, c metric.Chart) {
	t.Helper()
	in := doc
	if c.Each.Array != "" {
		elements, _ := field(doc, c.Each.Array).(bson.A)
		if len(elements) == 0 {
			t.Fatalf("chart %s: the document has no %s: record the files that its family reads below testdata/many (see testdata/README.md)", c.ID, c.Each.Array)
		}
		in = elements[0].(bson.D)
		if _, ok := field(in, c.Each.Key).(string); !ok {
			t.Errorf("chart %s: an element of %s has no %s", c.ID, c.Each.Array, c.Each.Key)
		}
	}
	number := func(d bson.D, path string) {
		switch field(d, path).(type) {
		case float64, int64:
		default:
			t.Errorf("chart %s: %s is not a number", c.ID, path)
		}
	}
	for _, line := range c.Lines {
		if line.Field != "" || line.Rule == "" {
			number(in, line.Field)
		}
		if line.From != "" {
			number(in, line.From)
		}
		for _, part := range line.Of {
			number(in, part)
		}
	}
	for _, column := range c.Table {
		if !column.Share {
			number(in, column.Field)
		}
	}
	if c.Limit.Field != "" {
		number(doc, c.Limit.Field)
	}
}
