package demo

import "math"

const (
	gib = int64(1) << 30
	tib = int64(1) << 40
)

// plan is what a host is, and what happens to it. It is settled before the first sample.
type plan struct {
	name string
	role role
	bsd  bool // FreeBSD tells fewer kinds of processor time apart
	old  bool // the program that writes the samples is the article's

	cpus         int64
	memory, swap int64 // bytes
	volumes      []volume
	devices      []device
	links        []link
	platform     string
	kernel       string
	booted       int64 // ms since 1970

	size   float64 // how busy it is, compared with others of its role
	phase  int64   // ms by which its day is early
	backup int64   // ms after midnight, when the backup begins

	absent   []period // slots without a sample
	spike    period   // slots in which all CPUs work
	reboot   int      // the slot that a reboot falls into; -1 for none
	leak     bool     // a program takes more memory all the time
	swapping bool     // there is too little memory
}

// period is slots: from, up to but not including to.
type period struct{ from, to int }

func (p period) has(slot int) bool { return slot >= p.from && slot < p.to }

// volume is a file system. Parts are of its size.
type volume struct {
	mount, kind    string
	total, reserve int64
	inodes         int64

	level   float64 // part used at the end of the history
	perDay  float64 // part by which it grows
	nightly float64 // part that each night adds, and each morning takes away
	wobble  walk
}

// device is a disk as diskio sees it.
type device struct {
	name          string
	share         float64 // of the host's reading and writing
	latency       float64 // seconds that an operation keeps it busy
	reads, writes walk
}

// link is a network interface.
type link struct {
	name   string
	share  float64 // of the host's traffic
	lossy  bool
	rx, tx walk
}

// newPlan returns the plan of an ordinary host.
func newPlan(n noise, name string, r role, c clock) plan {
	p := plan{
		name: name, role: r, reboot: -1,
		cpus:   r.cpus[n.below(len(r.cpus))],
		memory: r.memory[n.below(len(r.memory))] * gib,
		size:   n.between(.45, 1.15),
		phase:  int64(n.between(-float64(40*minute), float64(40*minute))),
		backup: int64(n.between(float64(hour), float64(4*hour))),
	}
	p.swap = min(p.memory/4, 8*gib)
	// Boot times do not move with the end of the history, so that a fleet continued a little later did not reboot.
	p.booted = floor(floor(c.until, 90*day)-int64(n.between(float64(2*day), float64(200*day))), 1000)
	p.settle(n)
	p.addVolumes(n)
	p.addDevices(n, "nvme0n1", "nvme1n1")
	p.addLinks(n, "eth0", "eth1")
	return p
}

// settle chooses the operating system.
func (p *plan) settle(n noise) {
	systems := [...][2]string{
		{"debian 12.11", "6.1.0-37-amd64"}, {"debian 13.1", "6.12.43+deb13-amd64"}, {"debian 12.11", "6.1.0-37-amd64"},
		{"ubuntu 24.04", "6.8.0-79-generic"}, {"ubuntu 22.04", "5.15.0-153-generic"}, {"rocky 9.6", "5.14.0-570.37.1.el9_6.x86_64"},
	}
	chosen := systems[n.below(len(systems))]
	p.platform, p.kernel = chosen[0], chosen[1]
}

func (p *plan) addVolumes(n noise) {
	data := p.role.data
	if data.kind == "overlay2" { // the container store is a folder; what is mounted is the file system below it
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
	if n.once(25) {
		data.level = n.between(.86, .93)
	}
	p.addVolume(n, data)
}

// addVolume fills in what follows from the kind of file system: ext4 keeps a twentieth for root.
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

// addDevices gives the first device most of the work.
func (p *plan) addDevices(n noise, names ...string) {
	for i, name := range names {
		p.devices = append(p.devices, device{name: name, share: shareOf(i, len(names)),
			latency: n.between(.00008, .0004), reads: newWalk(n, .8), writes: newWalk(n, .85)})
	}
}

func (p *plan) addLinks(n noise, names ...string) {
	for i, name := range names {
		p.links = append(p.links, link{name: name, share: shareOf(i, len(names)),
			lossy: n.once(6), rx: newWalk(n, .85), tx: newWalk(n, .85)})
	}
}

// shareOf returns what the i-th of n carries of the whole: the first the most, and the others less and less.
func shareOf(i, n int) float64 {
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
