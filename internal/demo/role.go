package demo

// role describes a kind of host. Rates are those of a host of medium size at its busiest time.
type role struct {
	name    string
	day     *curve
	weekend float64 // activity at weekends relative to weekdays

	idle, busy float64 // fraction of the CPUs in use, at rest and at the busiest time
	kernel     float64 // fraction of that CPU time spent in the kernel
	used       float64 // fraction of the memory that programs use
	cached     float64 // fraction of the memory that caches files

	receive, send float64 // bytes/s
	read, write   float64 // bytes/s
	backup        float64 // intensity of the nightly backup, from 0 to 1

	cpus   []int64
	memory []int64 // GiB
	procs  float64
	data   volume // the volume with the host's data
}

func web() role {
	return role{name: "web", day: evening(), weekend: 1.1, idle: .03, busy: .52, kernel: .24, used: .34, cached: .38,
		receive: 2.4e6, send: 11e6, read: 300e3, write: 900e3, backup: .5, cpus: []int64{4, 8}, memory: []int64{8, 16}, procs: 180,
		data: volume{mount: "/srv/www", kind: "ext4", total: 120 * gib}}
}

func db() role {
	return role{name: "db", day: office(), weekend: .5, idle: .05, busy: .46, kernel: .2, used: .52, cached: .34,
		receive: 1.6e6, send: 4.5e6, read: 9e6, write: 14e6, backup: 1, cpus: []int64{8, 16, 32}, memory: []int64{64, 128}, procs: 310,
		data: volume{mount: "/var/lib/postgresql", kind: "xfs", total: 800 * gib, perDay: .0018}}
}

func app() role {
	return role{name: "app", day: office(), weekend: .35, idle: .04, busy: .61, kernel: .15, used: .55, cached: .2,
		receive: 3.2e6, send: 3.8e6, read: 200e3, write: 1.2e6, backup: .3, cpus: []int64{4, 8, 16}, memory: []int64{16, 32}, procs: 230,
		data: volume{mount: "/opt", kind: "ext4", total: 60 * gib}}
}

func cache() role {
	return role{name: "cache", day: evening(), weekend: 1, idle: .02, busy: .2, kernel: .45, used: .72, cached: .1,
		receive: 8e6, send: 31e6, read: 40e3, write: 250e3, backup: .1, cpus: []int64{2, 4}, memory: []int64{16, 32}, procs: 120,
		data: volume{mount: "/var/lib/redis", kind: "ext4", total: 40 * gib}}
}

func mail() role {
	return role{name: "mail", day: office(), weekend: .4, idle: .03, busy: .3, kernel: .3, used: .4, cached: .41,
		receive: 1.1e6, send: 900e3, read: 1.8e6, write: 2.6e6, backup: .9, cpus: []int64{4}, memory: []int64{8, 16}, procs: 260,
		data: volume{mount: "/var/vmail", kind: "ext4", total: 500 * gib, perDay: .0009}}
}

func ci() role {
	return role{name: "ci", day: office(), weekend: .15, idle: .02, busy: .86, kernel: .18, used: .3, cached: .5,
		receive: 7e6, send: 2e6, read: 6e6, write: 22e6, backup: 0, cpus: []int64{16, 32}, memory: []int64{32, 64}, procs: 290,
		data: volume{mount: "/var/lib/docker", kind: "overlay2", total: 400 * gib, perDay: .001}}
}

func dns() role {
	return role{name: "dns", day: steady(), weekend: .8, idle: .01, busy: .07, kernel: .5, used: .25, cached: .3,
		receive: 180e3, send: 310e3, read: 8e3, write: 60e3, backup: .1, cpus: []int64{1, 2}, memory: []int64{2, 4}, procs: 95,
		data: volume{mount: "/var/lib/bind", kind: "ext4", total: 10 * gib}}
}

func proxy() role {
	return role{name: "proxy", day: steady(), weekend: .7, idle: .03, busy: .33, kernel: .52, used: .22, cached: .3,
		receive: 38e6, send: 39e6, read: 30e3, write: 1.9e6, backup: .1, cpus: []int64{4, 8}, memory: []int64{8}, procs: 140,
		data: volume{mount: "/var/log", kind: "ext4", total: 80 * gib, nightly: .06}}
}

func queue() role {
	return role{name: "queue", day: steady(), weekend: .6, idle: .05, busy: .38, kernel: .27, used: .45, cached: .35,
		receive: 5e6, send: 5.4e6, read: 700e3, write: 8e6, backup: .2, cpus: []int64{4, 8}, memory: []int64{16}, procs: 170,
		data: volume{mount: "/var/lib/rabbitmq", kind: "xfs", total: 100 * gib}}
}

func backup() role {
	return role{name: "backup", day: nightly(), weekend: 1, idle: .02, busy: .42, kernel: .4, used: .2, cached: .68,
		receive: 88e6, send: 1.2e6, read: 4e6, write: 84e6, backup: 0, cpus: []int64{4, 8}, memory: []int64{16, 32}, procs: 150,
		data: volume{mount: "/srv/backup", kind: "xfs", total: 12 * tib, perDay: .0006}}
}

func storage() role {
	return role{name: "storage", day: office(), weekend: .3, idle: .03, busy: .24, kernel: .6, used: .18, cached: .74,
		receive: 46e6, send: 72e6, read: 64e6, write: 42e6, backup: .8, cpus: []int64{16}, memory: []int64{64, 128}, procs: 420,
		data: volume{mount: "/srv/files", kind: "xfs", total: 8 * tib, perDay: .0007}}
}

// ordinary returns the roles of hosts without a scenario. The fleet repeats them in this order.
func ordinary() []func() role {
	return []func() role{web, app, db, web, cache, app, web, mail, ci, app, dns, web, proxy, queue, db, storage, backup}
}
