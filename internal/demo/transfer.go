package demo

// transfer makes what goes to and fro: disks and network.
func (m *machine) transfer() {
	n, r, now := m.noise, &m.plan.role, &m.mood
	read := float64(r.read*now.activity) + float64(70e6*now.backup)
	write := float64(r.write*now.activity) + 18e3
	if m.plan.swapping {
		read += float64(4e6 * (.4 + now.activity))
		write += float64(3e6 * (.4 + now.activity))
	}
	for i := range m.plan.devices {
		m.now.devices[i] = m.plan.devices[i].next(n, read, write, now.backup)
	}
	receive := float64(r.receive*(now.activity+float64(1.7*now.spike))) + 900
	send := float64(r.send*(now.activity+float64(1.4*now.spike))) + float64(30e6*now.backup) + 1200
	for i := range m.plan.links {
		m.now.links[i] = m.plan.links[i].next(n, receive, send)
	}
}

// next returns what a device carries of the host's reading and writing, in bytes/s. Backups read in large pieces.
func (d *device) next(n noise, read, write, backup float64) deviceSample {
	read = float64(read * d.share * positive(d.reads.next(n)))
	write = float64(write * d.share * positive(d.writes.next(n)))
	s := deviceSample{
		read:   tenths(read),
		write:  tenths(write),
		reads:  tenths(read / (18e3 + float64(110e3*backup))),
		writes: tenths(write / 13e3),
	}
	s.busy = hundredths(clamp(float64(100*d.latency*(s.reads+s.writes)), 0, 100))
	return s
}

// next returns what an interface carries of the host's traffic, in bytes/s. Errors are rare, and drops on lossy links.
func (l *link) next(n noise, receive, send float64) linkSample {
	s := linkSample{
		rx: tenths(float64(receive * l.share * positive(float64(.5*l.rx.next(n))))),
		tx: tenths(float64(send * l.share * positive(float64(.5*l.tx.next(n))))),
	}
	if l.lossy && n.once(20) {
		s.drops = tenths(n.between(.1, 1.6))
	}
	if l.lossy && n.once(300) {
		s.errors = tenths(n.between(.1, .4))
	}
	return s
}
