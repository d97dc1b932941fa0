package demo

import (
	"fmt"
	"strings"
)

// scenario is a host that demonstrates one situation.
type scenario struct {
	name  string
	role  func() role
	apply func(p *plan, n noise, c clock)
}

// scenarios returns the first hosts of a fleet, in order.
func scenarios() []scenario {
	return []scenario{
		{"web-01.example.org", web, applySpike},
		{"db-01.example.org", db, applyFillingDisk},
		{"mail-01.example.org", mail, applySilent},
		{"cache-01.example.org", cache, applySwapping},
		{"backup-01.example.org", backup, applyNightlyFill},
		{"storage-01.example.org", storage, applyManyDevices},
		{longName(), app, applyNoSwap},
		{"Build_Agent.03.TestLab_B.Example.ORG", ci, applyLeak},
		{"bsd-01.example.org", web, applyFreeBSD},
		{"legacy-01.example.org", app, applyArticle},
		{"new-01.example.org", queue, applyThreeSamples},
		{"new-02.example.org", dns, applyOneSample},
	}
}

// longName has 120 characters, the longest host name allowed.
func longName() string {
	name := "worker-9f3c27d1-general-purpose-pool-a.production.cluster-07.kubernetes.frankfurt.region-europe.internal"
	return name + "." + strings.Repeat("x", 120-len(name)-len("..example.org")) + ".example.org"
}

// names returns the names of a fleet's hosts: first those with a scenario, then numbered names for each role.
func names(hosts int) []string {
	var names []string
	for _, s := range scenarios() {
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

// ordinaryRole returns the role of the i-th host of a fleet. i must be at least the number of scenarios.
func ordinaryRole(i int) role {
	roles := ordinary()
	return roles[(i-len(scenarios()))%len(roles)]()
}

func applySpike(p *plan, _ noise, c clock) {
	from := c.slotAt(.885)
	p.spike = period{from, from + max(3, c.slotAt(.0175))}
}

// applyFillingDisk adds a disk that will be full in three days.
func applyFillingDisk(p *plan, _ noise, _ clock) {
	v := p.volume("/var")
	v.kind, v.total, v.reserve, v.inodes = "xfs", 200*gib, 0, 200*gib/8192
	v.level, v.perDay, v.nightly = .93, .07/3, 0
}

// applySilent removes all samples of the last seven hours of two days.
func applySilent(p *plan, _ noise, c clock) {
	p.volume("/var/vmail").level = .61 // the host has no other problem
	p.missing = []period{{c.slotAt(41. / 48), c.slots}}
}

func applySwapping(p *plan, _ noise, _ clock) {
	p.swapping, p.memory, p.swap = true, 16*gib, 8*gib
}

// applyNightlyFill adds a disk that fills each night and is emptied each morning. It must not cause a forecast.
func applyNightlyFill(p *plan, _ noise, _ clock) {
	v := p.volume("/srv/backup")
	v.level, v.perDay, v.nightly = .48, 0, .38
}

func applyManyDevices(p *plan, n noise, _ clock) {
	for i := len(p.volumes); i < 30; i++ {
		p.addVolume(n, volume{mount: fmt.Sprintf("/srv/files/share%02d", i-4), kind: "xfs", total: int64(1+n.intN(16)) * 500 * gib,
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

func applyNoSwap(p *plan, n noise, _ clock) {
	p.swap = 0
	p.links = nil
	p.addLinks(n, "ens5", "cilium_host")
}

func applyLeak(p *plan, _ noise, _ clock) { p.leak = true }

// applyFreeBSD makes the host run FreeBSD, and reboot in the second night.
func applyFreeBSD(p *plan, n noise, c clock) {
	p.freebsd, p.platform, p.kernel = true, "freebsd 14.3-RELEASE", "14.3-RELEASE"
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

// rebootAtNight sets the reboot to the last 04:12 with enough history before and after it. Fleets with ends on one day
// have the same reboot, so that a fleet with a slightly later end does not reboot again.
func (p *plan) rebootAtNight(c clock) {
	margin := int64(c.slots/6) * c.every
	const early = 4*hour + 12*minute
	at := floor(c.until-margin-early, day) + early
	p.reboot = int((at - c.start) / c.every)
	if at < c.start+margin {
		p.reboot = c.slotAt(.6)
	}
	p.missing = []period{{p.reboot, p.reboot + 1}}
}

// applyArticle makes the host run the program of the 2014 article, with a cron that failed three times.
func applyArticle(p *plan, _ noise, c clock) {
	p.article = true
	lone := c.slotAt(.52)
	p.missing = []period{
		{c.slotAt(.20), c.slotAt(.235)},
		{c.slotAt(.50), lone}, {lone + 1, c.slotAt(.545)}, // with one sample between
		{c.slotAt(.80), c.slotAt(.806)},
	}
}

func applyThreeSamples(p *plan, _ noise, c clock) { p.missing = []period{{0, c.slots - 3}} }
func applyOneSample(p *plan, _ noise, c clock)    { p.missing = []period{{0, c.slots - 1}} }

// volume returns the volume with the given mount point, which must exist.
func (p *plan) volume(mount string) *volume {
	for i := range p.volumes {
		if p.volumes[i].mount == mount {
			return &p.volumes[i]
		}
	}
	panic("no volume " + mount)
}
