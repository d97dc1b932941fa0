package demo

import (
	"fmt"
	"strings"
)

// story is a host with something to tell.
type story struct {
	name string
	role func() role
	tell func(p *plan, n noise, c clock)
}

// stories are what the first hosts of a fleet tell, in order.
func stories() []story {
	return []story{
		{"web-01.example.org", web, tellSpike},
		{"db-01.example.org", db, tellFilling},
		{"mail-01.example.org", mail, tellDead},
		{"cache-01.example.org", cache, tellSwapping},
		{"backup-01.example.org", backup, tellNightly},
		{"storage-01.example.org", storage, tellMany},
		{longName(), app, tellSwapless},
		{"Build_Agent.03.TestLab_B.Example.ORG", ci, tellLeak},
		{"bsd-01.example.org", web, tellBSD},
		{"legacy-01.example.org", app, tellArticle},
		{"new-01.example.org", queue, tellNew},
		{"new-02.example.org", dns, tellSingle},
	}
}

// longName has 120 characters, the most that a host's name may have.
func longName() string {
	name := "worker-9f3c27d1-general-purpose-pool-a.production.cluster-07.kubernetes.frankfurt.region-europe.internal"
	return name + "." + strings.Repeat("x", 120-len(name)-len("..example.org")) + ".example.org"
}

// names returns the names of a fleet's hosts: the stories, then hosts numbered for each role.
func names(hosts int) []string {
	var names []string
	for _, s := range stories() {
		names = append(names, s.name)
	}
	number := map[string]int{}
	for i := len(names); i < hosts; i++ {
		role := ordinaryRole(i).name
		number[role]++
		names = append(names, fmt.Sprintf("%s-%02d.example.org", role, 1+number[role]))
	}
	return names[:max(0, hosts)]
}

// ordinaryRole returns the role of the i-th host of a fleet, which comes after those with a story.
func ordinaryRole(i int) role {
	roles := ordinary()
	return roles[(i-len(stories()))%len(roles)]()
}

func tellSpike(p *plan, _ noise, c clock) {
	from := c.slotOf(.885)
	p.spike = period{from, from + max(3, c.slotOf(.0175))}
}

// tellFilling has a disk that is full in three days.
func tellFilling(p *plan, _ noise, _ clock) {
	v := p.volume("/var")
	v.kind, v.total, v.reserve, v.inodes = "xfs", 200*gib, 0, 200*gib/8192
	v.level, v.perDay, v.nightly = .93, .07/3, 0
}

// tellDead has its last sample seven hours before the end of the two days.
func tellDead(p *plan, _ noise, c clock) {
	p.volume("/var/vmail").level = .61 // nothing else is wrong with it
	p.absent = []period{{c.slotOf(41. / 48), c.slots}}
}

func tellSwapping(p *plan, _ noise, _ clock) {
	p.swapping, p.memory, p.swap = true, 16*gib, 8*gib
}

// tellNightly has a disk that fills each night and is emptied each morning: no reason for a forecast.
func tellNightly(p *plan, _ noise, _ clock) {
	v := p.volume("/srv/backup")
	v.level, v.perDay, v.nightly = .48, 0, .38
}

func tellMany(p *plan, n noise, _ clock) {
	for i := len(p.volumes); i < 30; i++ {
		p.addVolume(n, volume{mount: fmt.Sprintf("/srv/files/share%02d", i-4), kind: "xfs", total: int64(1+n.below(16)) * 500 * gib,
			level: n.between(.1, .84), perDay: n.between(0, .002)})
	}
	p.devices, p.links = nil, nil
	var disks []string
	for i := range 14 {
		disks = append(disks, "sd"+string(rune('a'+i)))
	}
	p.addDevices(n, disks...)
	p.addLinks(n, "bond0", "eno1", "eno2", "enp65s0f0", "enp65s0f1", "vlan10", "vlan20", "vlan30", "wg0")
}

func tellSwapless(p *plan, n noise, _ clock) {
	p.swap = 0
	p.links = nil
	p.addLinks(n, "ens5", "cilium_host")
}

func tellLeak(p *plan, _ noise, _ clock) { p.leak = true }

// tellBSD has a FreeBSD host that reboots in the second night, for an update.
func tellBSD(p *plan, n noise, c clock) {
	p.bsd, p.platform, p.kernel = true, "freebsd 14.3-RELEASE", "14.3-RELEASE"
	p.volumes, p.devices, p.links = nil, nil, nil
	for _, v := range []volume{
		{mount: "/", kind: "ufs", total: 40 * gib, level: .37},
		{mount: "/var", kind: "ufs", total: 60 * gib, level: .44, perDay: .001, nightly: .02},
		{mount: "/tmp", kind: "ufs", total: 8 * gib, level: .04},
		{mount: "/usr/home", kind: "zfs", total: 900 * gib, level: .58},
		{mount: "/data/jails", kind: "zfs", total: 900 * gib, level: .33},
	} {
		p.addVolume(n, v)
	}
	p.addDevices(n, "nda0", "ada0")
	p.addLinks(n, "igb0", "vtnet0")
	p.rebootAtNight(c)
}

// rebootAtNight places a reboot at the last 04:12 that leaves some history on both sides of it. The night stays the
// same for fleets of the same day, so that one continued a little later does not reboot again.
func (p *plan) rebootAtNight(c clock) {
	margin := int64(c.slots/6) * c.every
	const early = 4*hour + 12*minute
	at := floor(c.until-margin-early, day) + early
	p.reboot = int((at - c.start) / c.every)
	if at < c.start+margin {
		p.reboot = c.slotOf(.6)
	}
	p.absent = []period{{p.reboot, p.reboot + 1}}
}

// tellArticle has a host that still runs the article's program, by a cron that failed three times.
func tellArticle(p *plan, _ noise, c clock) {
	p.old = true
	lone := c.slotOf(.52)
	p.absent = []period{
		{c.slotOf(.20), c.slotOf(.235)},
		{c.slotOf(.50), lone}, {lone + 1, c.slotOf(.545)}, // one sample made it
		{c.slotOf(.80), c.slotOf(.806)},
	}
}

func tellNew(p *plan, _ noise, c clock)    { p.absent = []period{{0, c.slots - 3}} }
func tellSingle(p *plan, _ noise, c clock) { p.absent = []period{{0, c.slots - 1}} }

// volume returns the volume mounted there, which must exist.
func (p *plan) volume(mount string) *volume {
	for i := range p.volumes {
		if p.volumes[i].mount == mount {
			return &p.volumes[i]
		}
	}
	panic("no volume " + mount)
}
