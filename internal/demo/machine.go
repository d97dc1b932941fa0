package demo

import "encoding/binary"

// machine makes a host's samples, one slot after the other.
type machine struct {
	plan    plan
	clock   clock
	noise   noise
	key     [5]byte // the host's part of its documents' ids
	offset  int64   // ms after the grid's time at which its cron has the sampler ready
	last    int64   // ms, the time of the last sample; 0 if there is none since boot
	now     sample
	largest int // bytes of the largest document so far

	mood                        mood
	slow, fast                  walk // of activity
	program, pages              walk // of memory
	waiting, stolen, procs, cpu walk
	idle                        float64 // part of the swap space that holds what nobody needs
	rebooted                    int     // slot
}

// mood is what drives everything that a machine does in one slot, so that its charts move together.
type mood struct {
	activity float64 // 0 at rest, 1 at its role's busiest
	burst    float64 // of work that nobody planned, dying away
	backup   float64 // how far the nightly backup works
	spike    float64 // how far something runs wild
}

func newMachine(seed int64, index int, host string, c clock) *machine {
	n := newNoise(seed, host)
	m := &machine{noise: n, offset: cronOffset(host, c.every)}
	m.clock = c.lateBy(m.offset + jitter)
	r, tell := role{}, func(*plan, noise, clock) {}
	if told := stories(); index < len(told) {
		r, tell = told[index].role(), told[index].tell
	} else {
		r = ordinaryRole(index)
	}
	m.plan = newPlan(n, host, r, m.clock)
	tell(&m.plan, n, m.clock)
	binary.BigEndian.PutUint32(m.key[:4], uint32(hash(host)>>32))
	binary.BigEndian.PutUint32(m.key[1:], binary.BigEndian.Uint32(m.key[1:])^uint32(seed)*0x9e3779b1^uint32(uint64(seed)>>32))
	m.slow, m.fast = newWalk(n, .96), newWalk(n, .3)
	m.program, m.pages = newWalk(n, .985), newWalk(n, .98)
	m.waiting, m.stolen, m.procs, m.cpu = newWalk(n, .7), newWalk(n, .9), newWalk(n, .9), newWalk(n, .5)
	m.idle = n.between(0, .02)
	m.now.prepare(&m.plan)
	return m
}

// jitter is the most that a sample is late by, in ms: a machine that is busy starts programs later.
const jitter = 400

// cronOffset returns the time after the grid's at which a host's sampler runs: up to half a minute, or a quarter of
// the step, in whole seconds, so that the jitter leaves the second, which is in the _id, as it is.
func cronOffset(host string, every int64) int64 {
	seconds := min(30_000, every/4) / 1000
	if seconds == 0 {
		return 0
	}
	return int64(hash("cron of "+host)%uint64(seconds)) * 1000
}

// advance makes the sample of the next slot in m.now; false means that the story has none there. Machines live on
// without being sampled, so every slot must be asked for, in order.
func (m *machine) advance(slot int) bool {
	grid := m.clock.at(slot)
	t := grid + m.offset + int64(hash64(uint64(grid))%jitter)
	if m.clock.every < 4*jitter {
		t = grid
	}
	if slot == m.plan.reboot {
		m.plan.booted = grid + m.clock.every*2/3
		m.rebooted, m.last = slot, 0
	}
	m.feel(slot, t)
	m.compute()
	m.remember(slot, t)
	m.transfer()
	for _, p := range m.plan.absent {
		if p.has(slot) {
			return false
		}
	}
	m.stamp(grid, t)
	return true
}

// hash64 mixes a number's bits. Source: the finalizer of MurmurHash3.
func hash64(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// stamp gives the sample its id and its times.
func (m *machine) stamp(grid, t int64) {
	s := &m.now
	binary.BigEndian.PutUint32(s.id[:4], uint32(floor(t, 1000)/1000))
	copy(s.id[4:9], m.key[:])
	count := uint32(grid / m.clock.every)
	s.id[9], s.id[10], s.id[11] = byte(count>>16), byte(count>>8), byte(count)
	s.date = t
	s.interval = 1 // the first since boot measures for a second
	if m.last != 0 {
		s.interval = float64(t-m.last) / 1000
	}
	m.last = t
	s.booted = m.plan.booted
	s.uptime = max(0, (t-m.plan.booted)/1000)
}

// feel works out the slot's mood.
func (m *machine) feel(slot int, t int64) {
	n, p := m.noise, &m.plan
	a := float64(p.role.day.at(t+p.phase, p.role.weekend) * p.size)
	a = float64(a * (1 + float64(.16*m.slow.next(n)) + float64(.07*m.fast.next(n))))
	if n.once(150) {
		m.mood.burst = n.between(.15, .6)
	}
	m.mood.burst = float64(m.mood.burst * .62)
	m.mood.activity = clamp(a+m.mood.burst, .01, 1.25)
	m.mood.backup = m.backupAt(t)
	m.mood.spike = m.spikeAt(slot)
}

// backupAt returns how far the nightly backup works: it takes 40 minutes or more, by the host's size.
func (m *machine) backupAt(t int64) float64 {
	since := t - floor(t, day) - m.plan.backup
	lasts := 40*minute + int64(m.plan.size*float64(50*minute))
	if since < 0 || since >= lasts || m.plan.role.backup == 0 {
		return 0
	}
	return float64(m.plan.role.backup * m.noise.between(.7, 1))
}

// spikeAt returns how far something runs wild: at once, and dying away over a few slots.
func (m *machine) spikeAt(slot int) float64 {
	if m.plan.spike.has(slot) {
		return m.noise.between(.9, 1)
	}
	if m.mood.spike < .02 {
		return 0
	}
	return float64(m.mood.spike * .35)
}
