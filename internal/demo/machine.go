package demo

import "encoding/binary"

// machine generates a host's samples, one slot after the other.
type machine struct {
	plan     plan
	clock    clock
	noise    noise
	key      [5]byte // identifies the host and the seed in the _id
	offset   int64   // ms from each time of the grid to the host's sample
	lastDate int64   // ms since 1970 of the sample before; 0 if there is none since boot
	sample   sample
	largest  int // bytes of the largest document so far

	demand                    demand
	slow, fast                walk // of activity
	program, cache            walk // of memory
	iowait, steal, procs, cpu walk
	idleSwap                  float64 // fraction of the swap space that holds unused pages
	rebooted                  int     // slot
	first, now                int64   // ms since 1970: begin and end of the samples, for a machine of the time before them; else 0
}

// demand is the demand on the host in one slot. All values of a sample depend on it, so that the charts agree.
type demand struct {
	activity float64 // 0 when idle, 1 at the role's busiest time
	burst    float64 // unplanned additional activity; it decays
	backup   float64 // intensity of the nightly backup, from 0 to 1
	spike    float64 // intensity of a process that uses all CPUs, from 0 to 1
}

func newMachine(seed int64, index int, host string, c clock) *machine {
	n := newNoise(seed, host)
	m := &machine{noise: n, offset: cronOffset(host, c.every)}
	m.clock = c.delayed(m.offset + jitter)
	r, apply := role{}, func(*plan, noise, clock) {}
	if s := scenarios(); index < len(s) {
		r, apply = s[index].role(), s[index].apply
	} else {
		r = ordinaryRole(index)
	}
	m.plan = newPlan(n, host, r, m.clock)
	apply(&m.plan, n, m.clock)
	binary.BigEndian.PutUint32(m.key[:4], uint32(hash(host)>>32))
	binary.BigEndian.PutUint32(m.key[1:], binary.BigEndian.Uint32(m.key[1:])^uint32(seed)*0x9e3779b1^uint32(uint64(seed)>>32))
	m.slow, m.fast = newWalk(n, .96), newWalk(n, .3)
	m.program, m.cache = newWalk(n, .985), newWalk(n, .98)
	m.iowait, m.steal, m.procs, m.cpu = newWalk(n, .7), newWalk(n, .9), newWalk(n, .9), newWalk(n, .5)
	m.idleSwap = n.between(0, .02)
	m.sample.prepare(&m.plan)
	return m
}

// jitter is the largest delay of a sample, in ms: a busy machine starts programs later.
const jitter = 400

// cronOffset returns the time in ms from each time of the grid to the host's sample: less than half a minute and than
// a quarter of the step. It is whole seconds, so that jitter does not change the second, which is in the _id.
func cronOffset(host string, every int64) int64 {
	seconds := min(30_000, every/4) / 1000
	if seconds == 0 {
		return 0
	}
	return int64(hash("cron of "+host)%uint64(seconds)) * 1000
}

// advance computes the sample of a slot in m.sample. It reports false if the scenario has no sample there. Call it for
// every slot in order, because the state of the machine changes in slots without a sample too.
func (m *machine) advance(slot int) bool {
	grid := m.clock.at(slot)
	t := grid + m.offset + int64(hash64(uint64(grid))%jitter)
	if m.clock.every < 4*jitter {
		t = grid
	}
	if slot == m.plan.reboot {
		m.plan.booted = grid + m.clock.every*2/3
		m.rebooted, m.lastDate = slot, 0
	}
	m.updateDemand(slot, t)
	m.updateCPU()
	m.updateMemory(slot)
	m.updateSwap(slot)
	m.updateVolumes(t)
	m.updateIO()
	for _, p := range m.plan.missing {
		if p.has(slot) {
			return false
		}
	}
	m.setTimes(grid, t)
	return true
}

// hash64 mixes the bits of x. Source: the finalizer of MurmurHash3.
func hash64(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// setTimes sets the sample's _id and its times. grid is the time of the slot, t that of the sample, in ms since 1970.
func (m *machine) setTimes(grid, t int64) {
	s := &m.sample
	binary.BigEndian.PutUint32(s.id[:4], uint32(floor(t, 1000)/1000))
	copy(s.id[4:9], m.key[:])
	count := uint32(grid / m.clock.every)
	s.id[9], s.id[10], s.id[11] = byte(count>>16), byte(count>>8), byte(count)
	s.date = t
	s.interval = 1 // the first sample since boot measures for one second
	if m.lastDate != 0 {
		s.interval = float64(t-m.lastDate) / 1000
	}
	m.lastDate = t
	s.booted = m.plan.booted
	s.uptime = max(0, (t-m.plan.booted)/1000)
}

// updateDemand computes the demand of the slot, whose sample is taken at t.
func (m *machine) updateDemand(slot int, t int64) {
	n, p := m.noise, &m.plan
	a := float64(p.role.day.at(t+p.phase, p.role.weekend) * p.size)
	a = float64(a * (1 + float64(.16*m.slow.next(n)) + float64(.07*m.fast.next(n))))
	if n.oneIn(150) {
		m.demand.burst = n.between(.15, .6)
	}
	m.demand.burst = float64(m.demand.burst * .62)
	m.demand.activity = clamp(a+m.demand.burst, .01, 1.25)
	m.demand.backup = m.backupAt(t)
	m.demand.spike = m.spikeAt(slot)
}

// backupAt returns the intensity of the nightly backup. It runs for 40 minutes or more, depending on the host's size.
func (m *machine) backupAt(t int64) float64 {
	since := t - floor(t, day) - m.plan.backup
	lasts := 40*minute + int64(m.plan.size*float64(50*minute))
	if since < 0 || since >= lasts || m.plan.role.backup == 0 {
		return 0
	}
	return float64(m.plan.role.backup * m.noise.between(.7, 1))
}

// spikeAt returns the intensity of the spike: high in its slots, then decaying.
func (m *machine) spikeAt(slot int) float64 {
	if m.plan.spike.has(slot) {
		return m.noise.between(.9, 1)
	}
	if m.demand.spike < .02 {
		return 0
	}
	return float64(m.demand.spike * .35)
}
