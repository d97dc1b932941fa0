package demo

import (
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// append appends the sample to dst, as the program on that host writes it.
func (p *plan) append(dst []byte, s *sample) []byte {
	start, dst := bsoncore.AppendDocumentStart(dst)
	dst = bsoncore.AppendObjectIDElement(dst, "_id", primitive.ObjectID(s.id))
	dst = bsoncore.AppendStringElement(dst, "server", p.name)
	dst = bsoncore.AppendDateTimeElement(dst, "date", s.date)
	if !p.article {
		dst = bsoncore.AppendDoubleElement(dst, "interval", s.interval)
	}
	dst = p.appendFields(dst, s)
	dst = bsoncore.AppendBooleanElement(dst, markField, true)
	return end(dst, start)
}

// appendHistory appends the document of an hour or a day with this _id, as internal/rollup makes them of so many samples.
func (p *plan) appendHistory(dst []byte, id string, seconds float64, samples int32, mean, low, high *sample) []byte {
	start, dst := bsoncore.AppendDocumentStart(dst)
	dst = bsoncore.AppendStringElement(dst, "_id", id)
	dst = bsoncore.AppendDateTimeElement(dst, "date", mean.date)
	dst = bsoncore.AppendDoubleElement(dst, "interval", seconds)
	dst = bsoncore.AppendInt32Element(dst, "samples", samples)
	dst = bsoncore.AppendStringElement(dst, "server", p.name)
	dst = p.appendFields(dst, mean)
	dst = bsoncore.AppendBooleanElement(dst, markField, true)
	at, dst := bsoncore.AppendDocumentElementStart(dst, "min")
	dst = end(p.appendDrawn(dst, low), at)
	at, dst = bsoncore.AppendDocumentElementStart(dst, "max")
	dst = end(p.appendDrawn(dst, high), at)
	return end(dst, start)
}

// appendFields appends the fields of what the program on the host measures, in its order.
func (p *plan) appendFields(dst []byte, s *sample) []byte {
	dst = p.appendDrawn(dst, s)
	if p.article {
		return dst
	}
	dst = bsoncore.AppendInt64Element(dst, "uptime", s.uptime)
	return p.appendSystem(dst, s)
}

// appendDrawn appends the fields that charts draw.
func (p *plan) appendDrawn(dst []byte, s *sample) []byte {
	if p.article {
		return p.appendArticleFields(dst, s)
	}
	dst = p.appendCPU(dst, s)

	at, dst := bsoncore.AppendDocumentElementStart(dst, "load")
	dst = bsoncore.AppendDoubleElement(dst, "m1", s.load1)
	dst = bsoncore.AppendDoubleElement(dst, "m5", hundredths(s.load5))
	dst = end(bsoncore.AppendDoubleElement(dst, "m15", hundredths(s.load15)), at)

	dst = p.appendMemory(dst, s)
	dst = p.appendVolumes(dst, s)
	dst = p.appendDevices(dst, s)
	dst = p.appendLinks(dst, s)

	at, dst = bsoncore.AppendDocumentElementStart(dst, "procs")
	dst = bsoncore.AppendInt64Element(dst, "total", s.procs)
	dst = bsoncore.AppendInt64Element(dst, "running", s.running)
	dst = end(bsoncore.AppendInt64Element(dst, "blocked", s.blocked), at)
	return bsoncore.AppendInt64Element(dst, "users", s.users)
}

func (p *plan) appendCPU(dst []byte, s *sample) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, "cpu")
	dst = bsoncore.AppendDoubleElement(dst, "user", float64(s.user)/100)
	dst = bsoncore.AppendDoubleElement(dst, "nice", float64(s.nice)/100)
	dst = bsoncore.AppendDoubleElement(dst, "system", float64(s.system)/100)
	dst = bsoncore.AppendDoubleElement(dst, "idle", float64(s.idle)/100)
	dst = bsoncore.AppendDoubleElement(dst, "irq", float64(s.irq)/100)
	if !p.freebsd && !p.article {
		dst = bsoncore.AppendDoubleElement(dst, "iowait", float64(s.iowait)/100)
		dst = bsoncore.AppendDoubleElement(dst, "softirq", float64(s.softirq)/100)
		dst = bsoncore.AppendDoubleElement(dst, "steal", float64(s.steal)/100)
	}
	return end(dst, at)
}

func (p *plan) appendMemory(dst []byte, s *sample) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, "phymem")
	dst = bsoncore.AppendInt64Element(dst, "total", s.memory)
	dst = bsoncore.AppendInt64Element(dst, "used", s.memoryUsed)
	dst = bsoncore.AppendInt64Element(dst, "free", s.memoryFree)
	dst = bsoncore.AppendInt64Element(dst, "available", s.available)
	dst = bsoncore.AppendInt64Element(dst, "cached", s.cached)
	if !p.freebsd {
		dst = bsoncore.AppendInt64Element(dst, "buffers", s.buffers)
	}
	dst = end(dst, at)
	return appendSpace(dst, "virtmem", s.swap, s.swapUsed, s.swap-s.swapUsed)
}

func appendSpace(dst []byte, key string, total, used, free int64) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, key)
	dst = bsoncore.AppendInt64Element(dst, "total", total)
	dst = bsoncore.AppendInt64Element(dst, "used", used)
	return end(bsoncore.AppendInt64Element(dst, "free", free), at)
}

// appendVolumes appends disk_root, which is the first volume, and disks. ZFS has no fixed number of inodes.
func (p *plan) appendVolumes(dst []byte, s *sample) []byte {
	dst = appendSpace(dst, "disk_root", p.volumes[0].total, s.volumes[0].used, s.volumes[0].free)
	array, dst := bsoncore.AppendArrayElementStart(dst, "disks")
	for i, v := range s.volumes {
		at, element := bsoncore.AppendDocumentElementStart(dst, strconv.Itoa(i))
		dst = bsoncore.AppendStringElement(element, "mount", p.volumes[i].mount)
		dst = bsoncore.AppendStringElement(dst, "fstype", p.volumes[i].kind)
		dst = bsoncore.AppendInt64Element(dst, "total", p.volumes[i].total)
		dst = bsoncore.AppendInt64Element(dst, "used", v.used)
		dst = bsoncore.AppendInt64Element(dst, "free", v.free)
		if p.volumes[i].inodes > 0 {
			dst = bsoncore.AppendInt64Element(dst, "inodes", p.volumes[i].inodes)
			dst = bsoncore.AppendInt64Element(dst, "inodes_used", v.inodesUsed)
		}
		dst = end(dst, at)
	}
	return end(dst, array)
}

func (p *plan) appendDevices(dst []byte, s *sample) []byte {
	array, dst := bsoncore.AppendArrayElementStart(dst, "diskio")
	for i, d := range s.devices {
		at, element := bsoncore.AppendDocumentElementStart(dst, strconv.Itoa(i))
		dst = bsoncore.AppendStringElement(element, "device", p.devices[i].name)
		dst = bsoncore.AppendDoubleElement(dst, "read", d.read)
		dst = bsoncore.AppendDoubleElement(dst, "write", d.write)
		dst = bsoncore.AppendDoubleElement(dst, "reads", d.reads)
		dst = bsoncore.AppendDoubleElement(dst, "writes", d.writes)
		dst = end(bsoncore.AppendDoubleElement(dst, "busy", d.busy), at)
	}
	return end(dst, array)
}

func (p *plan) appendLinks(dst []byte, s *sample) []byte {
	array, dst := bsoncore.AppendArrayElementStart(dst, "net")
	for i, l := range s.links {
		at, element := bsoncore.AppendDocumentElementStart(dst, strconv.Itoa(i))
		dst = bsoncore.AppendStringElement(element, "interface", p.links[i].name)
		dst = bsoncore.AppendDoubleElement(dst, "rx", l.rx)
		dst = bsoncore.AppendDoubleElement(dst, "tx", l.tx)
		dst = bsoncore.AppendDoubleElement(dst, "errors", l.errors)
		dst = end(bsoncore.AppendDoubleElement(dst, "drops", l.drops), at)
	}
	return end(dst, array)
}

func (p *plan) appendSystem(dst []byte, s *sample) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, "system")
	system := "linux"
	if p.freebsd {
		system = "freebsd"
	}
	dst = bsoncore.AppendStringElement(dst, "os", system)
	dst = bsoncore.AppendStringElement(dst, "platform", p.platform)
	dst = bsoncore.AppendStringElement(dst, "kernel", p.kernel)
	dst = bsoncore.AppendInt64Element(dst, "cpus", p.cpus)
	return end(bsoncore.AppendDateTimeElement(dst, "boot", s.booted), at)
}

// appendArticleFields appends the fields of the Python program of the 2014 article: five kinds of CPU time, and integers
// in as few bytes as they need, as pymongo writes them.
func (p *plan) appendArticleFields(dst []byte, s *sample) []byte {
	dst = p.appendCPU(dst, s)
	dst = appendArticleSpace(dst, "disk_root", p.volumes[0].total, s.volumes[0].used, s.volumes[0].free)
	dst = appendArticleSpace(dst, "phymem", s.memory, s.memory-s.memoryFree, s.memoryFree)
	return appendArticleSpace(dst, "virtmem", s.swap, s.swapUsed, s.swap-s.swapUsed)
}

func appendArticleSpace(dst []byte, key string, total, used, free int64) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, key)
	dst = appendInt(dst, "total", total)
	dst = appendInt(dst, "used", used)
	return end(appendInt(dst, "free", free), at)
}

func appendInt(dst []byte, key string, v int64) []byte {
	if v == int64(int32(v)) && v <= math.MaxInt32 {
		return bsoncore.AppendInt32Element(dst, key, int32(v))
	}
	return bsoncore.AppendInt64Element(dst, key, v)
}

// end closes the document or array that begins at start. The error is ignored: the length is always valid.
func end(dst []byte, start int32) []byte {
	dst, _ = bsoncore.AppendDocumentEnd(dst, start)
	return dst
}
