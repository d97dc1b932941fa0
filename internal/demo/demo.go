// Package demo makes up a fleet: hosts with a history of samples such as real machines write, so that pages,
// screenshots and benchmarks have something to show. The first twelve hosts each tell a story (story.go); the rest
// are ordinary.
//
// It stores nothing, and reads neither a clock nor this machine. The same seed, end and spacing give the same bytes
// on every kind of machine: each product of floating-point numbers that is added to is rounded on its own (the
// conversions to float64), because some processors would fuse the two into one operation of another result.
package demo

import (
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// Fleet is a number of made-up hosts. It holds no samples: they are made when asked for. It may be used by several
// goroutines at once.
type Fleet struct {
	seed  int64
	names []string
	clock clock
}

// New returns a fleet whose newest samples are from until or shortly before, at a spacing of every, and reach back
// over span. Sample times lie on the same grid whatever until is, so that a later fleet goes on where this one ends.
// every must be positive.
func New(seed int64, hosts int, until time.Time, every, span time.Duration) Fleet {
	return Fleet{seed: seed, names: names(hosts), clock: newClock(until, every, span)}
}

// Hosts returns the names of the hosts, those with a story first.
func (f Fleet) Hosts() []string { return slices.Clone(f.names) }

// maxBuffer is the size of the pieces of memory that documents are made in.
const maxBuffer = 1 << 20

// Documents returns the host's samples, oldest first, each a BSON document; none for a host that is not of the fleet.
// The documents share memory of their own: they are the caller's.
func (f Fleet) Documents(host string) [][]byte {
	i := slices.Index(f.names, host)
	if i < 0 {
		return nil
	}
	m := newMachine(f.seed, i, host, f.clock)
	docs := make([][]byte, 0, m.clock.slots)
	var buffer []byte
	for slot := range m.clock.slots {
		if !m.advance(slot) {
			continue
		}
		// Documents of one host are much alike in size, so that many fit into one piece of memory.
		if room := m.largest + 256; cap(buffer)-len(buffer) < room {
			buffer = make([]byte, 0, max(room, min((m.clock.slots-slot)*room, maxBuffer)))
		}
		start := len(buffer)
		buffer = m.plan.append(buffer, &m.now)
		docs = append(docs, buffer[start:len(buffer):len(buffer)])
		m.largest = max(m.largest, len(buffer)-start)
	}
	return docs
}

// mark is the field that only made-up documents have.
const mark = "demo"

// Is reports whether a document was made up by this package. A broken document was not.
func Is(doc []byte) bool {
	value, err := bsoncore.Document(doc).LookupErr(mark)
	if err != nil {
		return false
	}
	is, ok := value.BooleanOK()
	return ok && is
}
