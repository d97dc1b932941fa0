package demo

// sample is the values of one document, as they are written.
type sample struct {
	id       [12]byte
	date     int64 // ms since 1970
	interval float64

	// Hundredths of a percent of all CPUs, so that they sum to 100 exactly.
	user, nice, system, idle, irq, iowait, softirq, steal int64

	load1, load5, load15 float64

	memory, memoryUsed, memoryFree, available, cached, buffers int64 // bytes
	swap, swapUsed                                             int64 // bytes

	volumes []volumeSample // as in the plan
	devices []deviceSample
	links   []linkSample

	procs, running, blocked int64
	users                   int64
	uptime                  int64 // s
	booted                  int64 // ms since 1970
}

type volumeSample struct{ used, free, inodesUsed int64 }

type deviceSample struct{ read, write, reads, writes, busy float64 }

type linkSample struct{ rx, tx, errors, drops float64 }

// block is the unit of memory and of file systems, in bytes. Rounding to it also hides differences in the last bits of
// floating-point numbers between platforms.
const block = 4096

// prepare sets the values that stay the same in all samples.
func (s *sample) prepare(p *plan) {
	s.memory = (p.memory - p.memory/42) / block * block // the kernel reserves some
	s.swap = p.swap
	s.volumes = make([]volumeSample, len(p.volumes))
	s.devices = make([]deviceSample, len(p.devices))
	s.links = make([]linkSample, len(p.links))
}

// toBlocks returns the given fraction of size, in bytes, rounded down to whole blocks.
func toBlocks(part float64, size int64) int64 {
	return int64(part*float64(size/block)) * block
}
