package demo

// elapsed returns the fraction of the history that has passed, from 0 to 1. Before the samples it is 0.
func (m *machine) elapsed(slot int) float64 {
	if m.isPast() {
		return 0
	}
	return float64(slot+1) / float64(m.clock.slots)
}

// updateMemory divides the memory among programs, cache, buffers and free memory.
func (m *machine) updateMemory(slot int) {
	n, p, s := m.noise, &m.plan, &m.sample
	used := p.role.used + float64(.05*m.demand.activity) + float64(.025*m.program.next(n)) + float64(.004*n.normal())
	cached := p.role.cached + float64(.05*m.demand.backup) + float64(.03*m.cache.next(n))
	switch {
	case p.leak:
		used = .28 + float64(.55*m.elapsed(slot)) + float64(.2*(used-p.role.used))
	case p.swapping:
		used, cached = .945+float64(.1*(used-p.role.used)), .02
	}
	if p.reboot >= 0 && slot >= p.reboot { // caches fill within two hours
		warm := min(1, float64(slot-m.rebooted)*float64(m.clock.every)/float64(2*hour))
		cached = float64(cached * (.2 + float64(.8*warm)))
		used = float64(used * (.6 + float64(.4*warm)))
	}
	used = clamp(used, .02, .972)
	buffers := min(clamp(.009+float64(.0025*m.cache.value), .002, .02), float64(.3*(1-used)))
	cached = clamp(cached, .002, .985-used-buffers)

	s.memoryUsed, s.cached, s.buffers = toBlocks(used, s.memory), toBlocks(cached, s.memory), toBlocks(buffers, s.memory)
	if p.freebsd {
		s.buffers = 0
	}
	s.memoryFree = s.memory - s.memoryUsed - s.cached - s.buffers
	s.available = s.memoryFree + s.cached/16*15/block*block
	if p.freebsd {
		s.available = s.memoryFree + s.cached
	}
}

// updateSwap computes the used swap space. From time to time an unused page is swapped out and stays there.
func (m *machine) updateSwap(slot int) {
	if !m.isPast() && m.noise.oneIn(70) {
		m.idleSwap += m.noise.between(0, .004)
	}
	part := m.idleSwap
	if m.plan.swapping {
		part = .36 + float64(.47*m.elapsed(slot)) + float64(.012*m.program.value)
	}
	if m.plan.reboot >= 0 && slot >= m.plan.reboot {
		part = 0
	}
	m.sample.swapUsed = toBlocks(clamp(part, 0, .98), m.sample.swap)
}

// updateVolumes computes the used space and inodes of the file systems. t is the sample's time in ms since 1970.
func (m *machine) updateVolumes(t int64) {
	night := nightlyFraction(t)
	for i := range m.plan.volumes {
		v, s := &m.plan.volumes[i], &m.sample.volumes[i]
		part := m.level(v, t) + float64(v.nightly*night) + float64(.0006*v.wobble.next(m.noise))
		s.used = toBlocks(clamp(part, .001, .995), v.total)
		s.free = max(0, v.total-v.reserve-s.used)
		s.inodesUsed = int64(float64(v.inodes) * clamp(float64(.32*part)+.004, .001, 1))
	}
}

// level returns the fraction of a volume that is used, without what the night adds.
func (m *machine) level(v *volume, t int64) float64 {
	if m.isPast() {
		return m.pastLevel(v, t)
	}
	left := float64(m.clock.until-t) / float64(day)
	return v.level - float64(v.perDay*left)
}

// nightlyFraction returns how much of the space that a night adds is in use: it grows from 23:00 to 04:00 and is
// removed from 05:30 to 06:30, UTC.
func nightlyFraction(t int64) float64 {
	since := t + hour - floor(t+hour, day) // since 23:00
	switch {
	case since < 5*hour:
		return float64(since) / float64(5*hour)
	case since < 6*hour+30*minute:
		return 1
	case since < 7*hour+30*minute:
		return float64(7*hour+30*minute-since) / float64(hour)
	}
	return 0
}
