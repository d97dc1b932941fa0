//go:build linux

package sampler

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v3/common"
	"go.mongodb.org/mongo-driver/bson"
)

// machine returns the recording of a small machine of which only the given files differ, by their paths: those below proc at
// two moments, 300 s apart, and those of other folders.
func machine(t testing.TB, before, after map[string]string) *recording {
	t.Helper()
	r := record(t, "vm")
	r.folder = t.TempDir()
	for _, key := range []common.EnvKeyType{common.HostSysEnvKey, common.HostEtcEnvKey, common.HostVarEnvKey} {
		r.env[key] = filepath.Join(r.folder, strings.ToLower(strings.TrimPrefix(string(key), "HOST_")))
	}
	files := map[string]string{
		"proc/stat":          cpuTimes(1000, 0, 500, 90000, 100, 0, 50, 0),
		"proc/meminfo":       "MemTotal: 8000000 kB\nMemFree: 2000000 kB\nMemAvailable: 5000000 kB\nBuffers: 100000 kB\nCached: 3000000 kB\n",
		"proc/loadavg":       "0.10 0.10 0.10 1/100 4242\n",
		"proc/net/dev":       netDev("eth0", 1000),
		"proc/diskstats":     "",
		"proc/1/mountinfo":   "25 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n",
		"sys/block/sda/size": "1000\n",
	}
	maps.Copy(files, before)
	r.writeAs(t, "before", files)
	maps.Copy(files, map[string]string{"proc/stat": cpuTimes(2000, 0, 700, 148700, 200, 0, 60, 0)})
	maps.Copy(files, after)
	r.writeAs(t, "after", files)
	r.show("before")
	return r
}

// writeAs writes the files of a moment.
func (r *recording) writeAs(t testing.TB, moment string, files map[string]string) {
	t.Helper()
	for name, data := range files {
		if strings.HasPrefix(name, "proc/") {
			name = filepath.Join(moment, name)
		}
		write(t, filepath.Join(r.folder, name), data)
	}
}

// cpuTimes returns /proc/stat of two CPUs, with the times of both in ticks: user, nice, system, idle, iowait, irq, softirq,
// steal.
func cpuTimes(ticks ...int) string {
	var line string
	for _, n := range ticks {
		line += fmt.Sprint(" ", n)
	}
	return "cpu " + line + " 0 0\ncpu0" + line + " 0 0\ncpu1" + line + " 0 0\nprocs_running 1\nprocs_blocked 0\n"
}

// netDev returns /proc/net/dev with interfaces that have received so many bytes: names and numbers alternate.
func netDev(received ...any) string {
	text := "Inter-|   Receive\n face |bytes\n"
	for i := 0; i < len(received); i += 2 {
		text += fmt.Sprintf("%6s: %d 1 0 0 0 0 0 0 %d 1 0 0 0 0 0 0\n", received[i], received[i+1], received[i+1])
	}
	return text
}

func TestContainerWithMachinesMemAvailable(t *testing.T) {
	const meminfo = "MemTotal: 524288 kB\nMemFree: 402000 kB\nMemAvailable: 918112 kB\nBuffers: 0 kB\nCached: 95000 kB\nShmem: 5000 kB\n"
	doc := machine(t, map[string]string{"proc/meminfo": meminfo}, nil).between(t, Filters{})
	want(t, doc, "phymem.available", int64(492000<<10)) // free, and cached without what programs share
}

func TestARCBeyondItsMinimumIsAvailable(t *testing.T) {
	const meminfo = "MemTotal: 16384000 kB\nMemFree: 400000 kB\nMemAvailable: 500000 kB\nBuffers: 2000 kB\nCached: 300000 kB\nSReclaimable: 100000 kB\n"
	const arcstats = "5 1 0x01 123 33456 1 2\nname type data\nc 4 13000000000\nc_min 4 1036800000\nc_max 4 13000000000\nsize 4 10307921510\nbroken\n"
	const arc, root = 10307921510 - 1036800000, "25 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	for name, test := range map[string]struct {
		mountinfo string
		arc       int64
	}{
		"a file server":        {root, arc},
		"a container on it":    {root + "93 25 0:40 /proc/meminfo /proc/meminfo rw,nosuid - fuse.lxcfs lxcfs rw\n", 0},
		"a container, without": {root + "93 25 0:40 /proc/stat /proc/stat rw,nosuid - fuse.lxcfs lxcfs rw\n", arc},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"proc/meminfo": meminfo, "proc/spl/kstat/zfs/arcstats": arcstats, "proc/1/mountinfo": test.mountinfo}
			doc := machine(t, files, nil).between(t, Filters{})
			want(t, doc, "phymem", bson.D{{Key: "total", Value: int64(16384000 << 10)}, {Key: "used", Value: 15582000<<10 - test.arc},
				{Key: "free", Value: int64(400000 << 10)}, {Key: "available", Value: 500000<<10 + test.arc},
				{Key: "cached", Value: 400000<<10 + test.arc}, {Key: "buffers", Value: int64(2000 << 10)}})
		})
	}
}

func TestHugePagesAreInTheDocument(t *testing.T) {
	const meminfo = "MemTotal: 65536000 kB\nMemFree: 1000000 kB\nMemAvailable: 3000000 kB\nBuffers: 0 kB\nCached: 2000000 kB\nHugepagesize: 2048 kB\n"
	const some = meminfo + "HugePages_Total: 28000\n"
	const sysfs = "sys/kernel/mm/hugepages/hugepages-"
	for name, test := range map[string]struct {
		files map[string]string
		pages any
	}{
		"none":                  {map[string]string{"proc/meminfo": meminfo + "HugePages_Total: 0\n"}, nil},
		"some":                  {map[string]string{"proc/meminfo": some}, int64(28000 * 2048 << 10)},
		"more than there is":    {map[string]string{"proc/meminfo": meminfo + "HugePages_Total: 99999\n"}, nil},
		"of 1 GiB and of 2 MiB": {map[string]string{"proc/meminfo": some, sysfs + "1048576kB/nr_hugepages": "16\n", sysfs + "2048kB/nr_hugepages": "512\n"}, int64(17 << 30)},
		"sysfs without numbers": {map[string]string{"proc/meminfo": some, sysfs + "1048576kB/nr_hugepages": "many\n", sysfs + "x/nr_hugepages": "1\n"}, nil},
		"of another machine": {map[string]string{"proc/meminfo": some,
			"proc/1/mountinfo": "93 25 0:40 /proc/meminfo /proc/meminfo rw - fuse.lxcfs lxcfs rw\n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			doc := machine(t, test.files, nil).between(t, Filters{})
			want(t, doc, "phymem.hugepages", test.pages)
			want(t, doc, "phymem.used", int64(62536000<<10))
		})
	}
}

// TestIdleTimeThatStandsStill has 300 s of two CPUs: 60,000 ticks.
func TestIdleTimeThatStandsStill(t *testing.T) {
	before := map[string]string{"proc/stat": cpuTimes(1000, 0, 500, 90000, 0, 0, 0, 0)}
	for name, test := range map[string]struct {
		user, idle int // ticks
		percent    any // idle
	}{
		"it moves":                               {31000, 120000, 50.0},
		"it stands still, 10 % busy":             {7000, 90000, 90.0},
		"busy, and it rightly does not move":     {60900, 90000, 0.0},
		"the counters are of more CPUs than two": {600000, 90000, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := machine(t, before, map[string]string{"proc/stat": cpuTimes(test.user, 0, 500, test.idle, 0, 0, 0, 0)})
			last := r.first(t)
			r.pass(300 * time.Second)
			r.show("after")
			sample, _, err := r.host(Filters{}).Sample(r.context(), last)
			if err != nil {
				t.Fatal(err)
			}
			want(t, checked(t, sample), "cpu.idle", test.percent)
			if said := strings.Contains(r.log.String(), "the idle time stands still"); said != (test.percent == nil) {
				t.Errorf("the log says %q", r.log.String())
			}
		})
	}
}

// TestUptimeIsTheContainers has a machine that has been up for 1000 hours, as record says.
func TestUptimeIsTheContainers(t *testing.T) {
	for name, test := range map[string]struct {
		uptime       map[string]string
		hours        int64
		booted, logs bool
	}{
		"no file":                  {nil, 1000, true, false},
		"the machine's":            {map[string]string{"proc/uptime": "3600000.42 7000000.00\n"}, 1000, true, false},
		"a container's with lxcfs": {map[string]string{"proc/uptime": "7200.00 7000.00\n"}, 2, true, false},
		"nonsense":                 {map[string]string{"proc/uptime": "up\n"}, 0, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := machine(t, test.uptime, nil)
			sample, _, err := r.host(Filters{}).Sample(r.context(), r.first(t))
			if err != nil {
				t.Fatal(err)
			}
			doc := checked(t, sample)
			var uptime, boot any
			if test.booted {
				uptime = test.hours*3600 + 1 // the sample waits for a second
				if test.hours == 2 {
					uptime = test.hours * 3600
				}
				boot = r.now.Wall.Add(-time.Duration(uptime.(int64)) * time.Second)
			}
			want(t, doc, "uptime", uptime)
			if got, ok := field(doc, "system.boot").(interface{ Time() time.Time }); ok != test.booted || ok && !got.Time().Equal(boot.(time.Time)) {
				t.Errorf("boot %v, want %v", field(doc, "system.boot"), boot)
			}
			if test.logs != strings.Contains(r.log.String(), "uptime:") {
				t.Errorf("the log says %q", r.log.String())
			}
		})
	}
}

func TestHiddenPathsOfNVMeDisksAreNotListed(t *testing.T) {
	line := func(name string, reads int) string {
		return fmt.Sprintf(" 259 0 %s %d 0 8000 10 1000 0 8000 10 0 100 20\n", name, reads)
	}
	lines := func(reads int) map[string]string {
		return map[string]string{
			"proc/diskstats":           line("nvme0n1", reads) + line("nvme0c0n1", reads) + line("nvme0c1n1", reads),
			"sys/block/nvme0n1/hidden": "0\n", "sys/block/nvme0c0n1/hidden": "1\n", "sys/block/nvme0c1n1/hidden": "1\n",
		}
	}
	doc := machine(t, lines(1000), lines(1300)).between(t, Filters{})
	want(t, doc, "diskio", bson.A{device("nvme0n1", 0, 0, 1, 0, 0)})
}

// TestEachByteCountsOnce lists the interfaces that count for the sum of a machine's traffic.
func TestEachByteCountsOnce(t *testing.T) {
	const physical, ethernet, none = "device/vendor", "type", ""
	for name, test := range map[string]struct {
		links map[string][]string // of each interface the files in its folder of sysfs
		sum   string
	}{
		"Proxmox": {map[string][]string{"enp3s0": {physical, "upper_vmbr0/x"}, "vmbr0": {"lower_enp3s0/x"}}, "enp3s0"},
		"a bond with a VLAN": {map[string][]string{"bond0": {"lower_eno1/x", "lower_eno2/x"}, "bond0.42": {"lower_bond0/x"},
			"eno1": {physical}, "eno2": {physical}}, "eno1 eno2"},
		"Docker":                    {map[string][]string{"eth0": {physical}, "mybridge": {none}}, "eth0"},
		"WireGuard":                 {map[string][]string{"lan": {physical}, "wg0": {none}}, "lan"},
		"a container":               {map[string][]string{"eth0": {ethernet}}, "eth0"},
		"a container, WireGuard":    {map[string][]string{"eth0": {ethernet}, "wg0": {none}}, "eth0"},
		"a container, macvlan":      {map[string][]string{"eth0": {ethernet}, "mv0": {ethernet, "lower_eth0/x"}}, "eth0"},
		"only a tunnel":             {map[string][]string{"wg0": {none}}, "wg0"},
		"Azure":                     {map[string][]string{"eth0": {physical, "lower_enP1/x"}, "enP1": {physical}}, "enP1"},
		"a switch's ports":          {map[string][]string{"eth0": {physical}, "lan1": {physical, "lower_eth0/x"}, "wan": {physical, "lower_eth0/x"}}, "eth0"},
		"the carrier is not listed": {map[string][]string{"bond0": {"lower_veth1/x"}, "bond0.7": {"lower_bond0/x"}}, "bond0"},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := map[string]string{}, map[string]string{}
			var names, moved []any
			for link, files := range test.links {
				names, moved = append(names, link, 1000), append(moved, link, 4000)
				for _, file := range files {
					before[filepath.Join("sys/class/net", link, "type")] = "65534\n"
					if file == ethernet || file == physical {
						before[filepath.Join("sys/class/net", link, "type")] = "1\n"
					}
					if file != ethernet {
						before[filepath.Join("sys/class/net", link, file, "x")] = ""
					}
				}
			}
			before["proc/net/dev"], after["proc/net/dev"] = netDev(names...), netDev(moved...)
			var sum []string
			for _, element := range field(machine(t, before, after).between(t, Filters{}), "net").(bson.A) {
				d := element.(bson.D)
				if field(d, "stacked") == int64(0) {
					sum = append(sum, field(d, "interface").(string))
				}
			}
			if got := strings.Join(sum, " "); got != test.sum {
				t.Errorf("the sum is of %q, want %q", got, test.sum)
			}
		})
	}
}

// TestContainerThatWatchesItsHost is given the host's /proc, whose net is the reading process's own.
func TestContainerThatWatchesItsHost(t *testing.T) {
	before := map[string]string{"proc/net/dev": netDev("eth0", 1000), "proc/1/net/dev": netDev("eth0", 1000), "sys/class/net/eth0/type": "1\n"}
	after := map[string]string{"proc/net/dev": netDev("eth0", 1300), "proc/1/net/dev": netDev("eth0", 31000)}
	doc := machine(t, before, after).between(t, Filters{})
	want(t, doc, "net", bson.A{append(iface("eth0", 100, 100, 0, 0), bson.E{Key: "stacked", Value: int64(0)})})

	r := machine(t, before, after)
	delete(r.env, common.HostSysEnvKey) // this machine's or container's own eth0 says nothing of the host's
	want(t, r.between(t, Filters{}), "net", bson.A{iface("eth0", 100, 100, 0, 0)})
}
