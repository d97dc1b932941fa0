package demo

import "math"

// updateCPU computes the CPU times, the load and the processes.
func (m *machine) updateCPU() {
	n, p, s, d := m.noise, &m.plan, &m.sample, &m.demand
	r := &p.role
	work := r.idle + float64((r.busy-r.idle)*d.activity) + float64(.07*d.backup) + float64(.015*m.cpu.next(n))
	work += float64((.985 - work) * d.spike)
	work = clamp(work, .004, .985)

	// A CPU is counted as waiting only while it has no other work.
	disk := float64(7*d.backup) + float64(1.6*d.activity*(r.read+r.write)/20e6)
	if p.swapping {
		disk += 6 + float64(14*d.activity)
	}
	wait := float64(disk*noiseFactor(m.iowait.next(n))) + .05
	wait = min(wait, float64(80*(1-work)))

	s.system = percent(float64(100*work) * clamp(r.kernel+float64(.02*n.normal()), .05, .8))
	s.softirq = percent(float64(2.2*d.activity*r.send/20e6) + n.between(.02, .08))
	s.irq = 0
	s.nice = percent(float64(9 * d.backup * n.between(.8, 1)))
	s.iowait = percent(wait)
	s.steal = percent(float64(.12 * noiseFactor(m.steal.next(n))))
	if p.freebsd || p.article {
		s.irq, s.softirq, s.iowait, s.steal = s.softirq, 0, 0, 0
	}
	s.user = max(0, percent(100*work)-s.system-s.nice-s.softirq-s.irq)
	s.idle = 10000 - s.user - s.nice - s.system - s.irq - s.iowait - s.softirq - s.steal
	if s.idle < 0 {
		s.user, s.idle = s.user+s.idle, 0
	}
	m.updateLoad(work, wait)
}

// percent returns hundredths of a percent.
func percent(v float64) int64 { return int64(math.Round(v * 100)) }

// noiseFactor turns noise around 0 into a factor around 1. It is never negative, and sometimes large.
func noiseFactor(v float64) float64 {
	half := 1 + float64(.3*v)
	return float64(half * half)
}

// updateLoad computes the load averages and the processes. In five minutes the averages of 5 and 15 minutes move
// towards the length of the queue by the fractions 1-exp(-5/5) and 1-exp(-5/15).
func (m *machine) updateLoad(work, wait float64) {
	n, p, s, d := m.noise, &m.plan, &m.sample, &m.demand
	cpus := float64(p.cpus)
	length := float64(cpus * (float64(work*(1+float64(.45*work*work))) + wait/100 + float64(1.6*d.spike)))
	s.load1 = hundredths(float64(length * clamp(1+float64(.16*n.normal()), .3, 1.8)))
	if s.load15 == 0 { // the first sample: the host has been running for long
		s.load5, s.load15 = length, length
	}
	s.load5 += float64(.632 * (length - s.load5))
	s.load15 += float64(.283 * (length - s.load15))

	s.running = 1 + int64(length*n.between(.3, 1.2))
	s.blocked = int64(wait / 100 * cpus * n.between(0, 2))
	total := p.role.procs + float64(4*cpus) + float64(.22*p.role.procs*d.activity) + float64(7*m.procs.next(n)) + float64(90*d.spike)
	s.procs = max(s.running+40, int64(total))
	if n.oneIn(9) {
		s.users = int64(n.between(0, 1.2+float64(2.2*d.activity)))
	}
}
