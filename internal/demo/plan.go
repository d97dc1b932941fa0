package demo

import "math"

const (
	gib = int64(1) << 30
	tib = int64(1) << 40
)

// plan describes a host and its scenario. It does not change after the first sample.
type plan struct {
	name    string
	role    role
	freebsd bool // its kernel distinguishes fewer kinds of CPU time
	article bool // samples are written by the Python program of the 2014 article

	cpus         int64
	memory, swap int64 // bytes
	volumes      []volume
	devices      []device
	links        []link
	platform     string
	kernel       string
	booted       int64 // ms since 1970

	size   float64 // activity relative to other hosts of the role
	phase  int64   // ms by which its day begins early
	backup int64   // ms from midnight to the start of the backup

	missing  []period // slots without a sample
	spike    period   // slots in which all CPUs are busy
	reboot   int      // the slot of a reboot; -1 for none
	leak     bool     // a program uses more and more memory
	swapping bool     // the host has too little memory
}

// period is the slots from from up to, but not including, to.
type period struct{ from, to int }

func (p period) has(slot int) bool { return slot >= p.from && slot < p.to }

// volume is a file system. Fractions are of its size, which is in bytes.
type volume struct {
	mount, kind    string
	total, reserve int64
	inodes         int64

	level   float64 // fraction used at the end of the history
	perDay  float64 // fraction by which the used space grows in a day
	nightly float64 // fraction that is added each night and removed each morning
	wobble  walk
}

// device is a disk in diskio.
type device struct {
	name          string
	share         float64 // fraction of the host's reading and writing
	latency       float64 // seconds that the device is busy with one operation
	reads, writes walk
}

// link is a network interface.
type link struct {
	name   string
	share  float64 // fraction of the host's traffic
	lossy  bool
	rx, tx walk
}

// newPlan returns the plan of an ordinary host.
func newPlan(n noise, name string, r role, c clock) plan {
	p := plan{
		name: name, role: r, reboot: -1,
		cpus:   r.cpus[n.intN(len(r.cpus))],
		memory: r.memory[n.intN(len(r.memory))] * gib,
		size:   n.between(.45, 1.15),
		phase:  int64(n.between(-float64(40*minute), float64(40*minute))),
		backup: int64(n.between(float64(hour), float64(4*hour))),
	}
	p.swap = min(p.memory/4, 8*gib)
	// The boot time does not depend on until exactly, so that a fleet with a slightly later end has not rebooted.
	p.booted = floor(floor(c.until, 90*day)-int64(n.between(float64(2*day), float64(200*day))), 1000)
	p.chooseSystem(n)
	p.addVolumes(n)
	p.addDevices(n, "nvme0n1", "nvme1n1")
	p.addLinks(n, "eth0", "eth1")
	return p
}

// chooseSystem sets the operating system.
func (p *plan) chooseSystem(n noise) {
	systems := [...][2]string{
		{"debian 12.11", "6.1.0-37-amd64"}, {"debian 13.1", "6.12.43+deb13-amd64"}, {"debian 12.11", "6.1.0-37-amd64"},
		{"ubuntu 24.04", "6.8.0-79-generic"}, {"ubuntu 22.04", "5.15.0-153-generic"}, {"rocky 9.6", "5.14.0-570.37.1.el9_6.x86_64"},
	}
	chosen := systems[n.intN(len(systems))]
	p.platform, p.kernel = chosen[0], chosen[1]
}

func (p *plan) addVolumes(n noise) {
	data := p.role.data
	if data.kind == "overlay2" { // Docker's storage is a folder; the mounted file system is the one below it
		data.kind = "ext4"
	}
	for _, v := range []volume{
		{mount: "/", kind: "ext4", total: 30 * gib, level: n.between(.2, .6)},
		{mount: "/boot", kind: "ext4", total: gib, level: n.between(.15, .35)},
		{mount: "/home", kind: "ext4", total: 20 * gib, level: n.between(.03, .5)},
		{mount: "/var", kind: "ext4", total: 50 * gib, level: n.between(.2, .65), perDay: n.between(0, .002), nightly: n.between(0, .03)},
	} {
		p.addVolume(n, v)
	}
	data.level = n.between(.25, .78)
	if n.oneIn(25) {
		data.level = n.between(.86, .93)
	}
	p.addVolume(n, data)
}

// addVolume sets what the kind of file system determines: ext4 reserves 5 % for root.
func (p *plan) addVolume(n noise, v volume) {
	switch v.kind {
	case "ext4":
		v.reserve = v.total / 20
		v.inodes = v.total / 16384
	case "xfs", "ufs":
		v.inodes = v.total / 8192
	}
	v.wobble = newWalk(n, .97)
	p.volumes = append(p.volumes, v)
}

// addDevices adds disks. The first one has most of the I/O.
func (p *plan) addDevices(n noise, names ...string) {
	for i, name := range names {
		p.devices = append(p.devices, device{name: name, share: share(i, len(names)),
			latency: n.between(.00008, .0004), reads: newWalk(n, .8), writes: newWalk(n, .85)})
	}
}

func (p *plan) addLinks(n noise, names ...string) {
	for i, name := range names {
		p.links = append(p.links, link{name: name, share: share(i, len(names)),
			lossy: n.oneIn(6), rx: newWalk(n, .85), tx: newWalk(n, .85)})
	}
}

// share returns the fraction that belongs to the i-th of n. The first is the largest, and each next one is smaller.
func share(i, n int) float64 {
	if n == 1 {
		return 1
	}
	weight, sum := 0.0, 0.0
	for j := range n {
		w := 1 / float64(1+2*j)
		sum += w
		if j == i {
			weight = w
		}
	}
	return math.Round(1000*weight/sum) / 1000
}
