package demo

// remember makes what has a size: memory, swap and file systems.
func (m *machine) remember(slot int, t int64) {
	m.remembered(slot)
	m.swapped(slot)
	m.fill(t)
}

// done returns how much of the history has passed, 0 to 1.
func (m *machine) done(slot int) float64 {
	return float64(slot+1) / float64(m.clock.slots)
}

// remembered divides the memory among programs, cache, buffers and what is free.
func (m *machine) remembered(slot int) {
	n, p, s := m.noise, &m.plan, &m.now
	used := p.role.used + float64(.05*m.mood.activity) + float64(.025*m.program.next(n)) + float64(.004*n.normal())
	cached := p.role.cached + float64(.05*m.mood.backup) + float64(.03*m.pages.next(n))
	switch {
	case p.leak:
		used = .28 + float64(.55*m.done(slot)) + float64(.2*(used-p.role.used))
	case p.swapping:
		used, cached = .945+float64(.1*(used-p.role.used)), .02
	}
	if p.reboot >= 0 && slot >= p.reboot { // caches fill within two hours
		warm := min(1, float64(slot-m.rebooted)*float64(m.clock.every)/float64(2*hour))
		cached = float64(cached * (.2 + float64(.8*warm)))
		used = float64(used * (.6 + float64(.4*warm)))
	}
	used = clamp(used, .02, .972)
	buffers := min(clamp(.009+float64(.0025*m.pages.value), .002, .02), float64(.3*(1-used)))
	cached = clamp(cached, .002, .985-used-buffers)

	s.memoryUsed, s.cached, s.buffers = blocksOf(used, s.memory), blocksOf(cached, s.memory), blocksOf(buffers, s.memory)
	if p.bsd {
		s.buffers = 0
	}
	s.memoryFree = s.memory - s.memoryUsed - s.cached - s.buffers
	s.available = s.memoryFree + s.cached/16*15/block*block
	if p.bsd {
		s.available = s.memoryFree + s.cached
	}
}

// swapped makes the use of the swap space: now and then something idle is put there, and stays.
func (m *machine) swapped(slot int) {
	if m.noise.once(70) {
		m.idle += m.noise.between(0, .004)
	}
	part := m.idle
	if m.plan.swapping {
		part = .36 + float64(.47*m.done(slot)) + float64(.012*m.program.value)
	}
	if m.plan.reboot >= 0 && slot >= m.plan.reboot {
		part = 0
	}
	m.now.swapUsed = blocksOf(clamp(part, 0, .98), m.now.swap)
}

// fill makes the file systems.
func (m *machine) fill(t int64) {
	left := float64(m.clock.until-t) / float64(day)
	night := nightPart(t)
	for i := range m.plan.volumes {
		v, s := &m.plan.volumes[i], &m.now.volumes[i]
		part := v.level - float64(v.perDay*left) + float64(v.nightly*night) + float64(.0006*v.wobble.next(m.noise))
		s.used = blocksOf(clamp(part, .001, .995), v.total)
		s.free = max(0, v.total-v.reserve-s.used)
		s.inodesUsed = int64(float64(v.inodes) * clamp(float64(.32*part)+.004, .001, 1))
	}
}

// nightPart returns how much of what a night adds is there: it comes from 23:00 to 04:00 and is cleared away from
// 05:30 to 06:30, UTC.
func nightPart(t int64) float64 {
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
