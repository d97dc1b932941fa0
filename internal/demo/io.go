package demo

// updateIO computes disk I/O and network traffic.
func (m *machine) updateIO() {
	n, r, d := m.noise, &m.plan.role, &m.demand
	read := float64(r.read*d.activity) + float64(70e6*d.backup)
	write := float64(r.write*d.activity) + 18e3
	if m.plan.swapping {
		read += float64(4e6 * (.4 + d.activity))
		write += float64(3e6 * (.4 + d.activity))
	}
	for i := range m.plan.devices {
		m.sample.devices[i] = m.plan.devices[i].next(n, read, write, d.backup)
	}
	receive := float64(r.receive*(d.activity+float64(1.7*d.spike))) + 900
	send := float64(r.send*(d.activity+float64(1.4*d.spike))) + float64(30e6*d.backup) + 1200
	for i := range m.plan.links {
		m.sample.links[i] = m.plan.links[i].next(n, receive, send)
	}
}

// next returns the device's share of the host's reading and writing, in bytes/s. Backups read in large blocks.
func (d *device) next(n noise, read, write, backup float64) deviceSample {
	read = float64(read * d.share * noiseFactor(d.reads.next(n)))
	write = float64(write * d.share * noiseFactor(d.writes.next(n)))
	s := deviceSample{
		read:   tenths(read),
		write:  tenths(write),
		reads:  tenths(read / (18e3 + float64(110e3*backup))),
		writes: tenths(write / 13e3),
	}
	s.busy = hundredths(clamp(float64(100*d.latency*(s.reads+s.writes)), 0, 100))
	return s
}

// next returns the interface's share of the host's traffic, in bytes/s. Errors are rare, and only lossy links drop packets.
func (l *link) next(n noise, receive, send float64) linkSample {
	s := linkSample{
		rx: tenths(float64(receive * l.share * noiseFactor(float64(.5*l.rx.next(n))))),
		tx: tenths(float64(send * l.share * noiseFactor(float64(.5*l.tx.next(n))))),
	}
	if l.lossy && n.oneIn(20) {
		s.drops = tenths(n.between(.1, 1.6))
	}
	if l.lossy && n.oneIn(300) {
		s.errors = tenths(n.between(.1, .4))
	}
	return s
}
