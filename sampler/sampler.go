// Package sampler reads this host: one file for each family of a document's fields, which holds the reading and the
// charts that show it. It makes percentages and rates out of counters, by subtracting those of the sample before.
//
// It does not store samples, knows no database and draws nothing, and keeps no counters: the caller does, from one
// sample to the next (State). It runs no other program on Linux.
package sampler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

// Families returns what is read of a host, in the order of the page and of the document.
// They may be used for any number of samples, one after the other.
func Families(f Filters) []metric.Family {
	return []metric.Family{
		cpuFamily(),
		loadFamily(),
		memoryFamily(),
		swapFamily(),
		disksFamily(f.Disks),
		diskIOFamily(f.DiskIO),
		netFamily(f.Net),
		procsFamily(),
		systemFamily(),
	}
}

// Host is the machine that samples are taken of.
type Host struct {
	Name     string
	Families []metric.Family
	Clock    func() (Moment, error)                           // nil: Now
	Wait     func(ctx context.Context, d time.Duration) error // nil: the function of that name
	Log      *slog.Logger                                     // nil: nothing is logged
}

// errReset is a family's error when its counters began anew though the host did not, as when a container moved.
var errReset = errors.New("the counters began anew")

// Sample reads all families and returns the sample, with the state that the next one begins from.
//
// Rates and percentages cover the time since last. Where last is of no use (the first run, a reboot, a clock that was
// set) they cover one second, which Sample waits for; and it waits for the rest of that second if last is younger.
// A family that cannot be read is logged and left out. It is an error if none could be, or if ctx is over.
func (h Host) Sample(ctx context.Context, last State) (metric.Sample, State, error) {
	h = h.withDefaults()
	now, err := h.Clock()
	if err != nil {
		return metric.Sample{}, State{}, err
	}
	if why := last.unusable(h.Name, now); why != "" {
		h.Log.Debug("measuring over one second", "because", why)
		if last, err = h.prime(ctx, last); err != nil {
			return metric.Sample{}, State{}, err
		}
	}
	p, err := h.measure(ctx, last)
	if err == nil && p.reset {
		// Without a reboot to announce it, only the readings themselves tell. Once is enough: a second reset in a
		// row comes from counters that are not to be relied upon.
		h.Log.Debug("measuring over one second", "because", errReset)
		if last, err = h.prime(ctx, p.next); err == nil {
			p, err = h.measure(ctx, last)
		}
	}
	if err != nil {
		return metric.Sample{}, State{}, err
	}
	for _, f := range p.failed {
		h.Log.Warn("family not read in full", "family", f.family, "error", f.err)
	}
	if len(p.fields) == 0 {
		return metric.Sample{}, State{}, fmt.Errorf("sample %s: no family could be read", h.Name)
	}
	sample := metric.NewSample(h.Name, p.next.Wall, p.next.Up-last.Up)
	sample.Fields = p.fields
	return sample, p.next, nil
}

func (h Host) withDefaults() Host {
	if h.Clock == nil {
		h.Clock = Now
	}
	if h.Wait == nil {
		h.Wait = Wait
	}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	return h
}

// prime reads the counters for the first time in a boot. What else is read is thrown away.
func (h Host) prime(ctx context.Context, last State) (State, error) {
	now, err := h.Clock()
	if err != nil {
		return State{}, err
	}
	p, err := h.read(ctx, State{}, last.follow(h.Name, now))
	return p.next, err
}

// measure reads the counters that last's are taken from, at least a second after them.
func (h Host) measure(ctx context.Context, last State) (pass, error) {
	now, err := h.Clock()
	if err != nil {
		return pass{}, err
	}
	if rest := shortest - (now.Up - last.latest()); rest > 0 {
		if err := h.Wait(ctx, min(rest, shortest)); err != nil {
			return pass{}, fmt.Errorf("sample %s: wait for the counters to move: %w", h.Name, err)
		}
		if now, err = h.Clock(); err != nil {
			return pass{}, err
		}
	}
	return h.read(ctx, last, last.follow(h.Name, now))
}

// pass is one reading of all families.
type pass struct {
	fields bson.D
	next   State
	failed []failure
	reset  bool
}

type failure struct {
	family string
	err    error
}

// read reads the families one after the other; next takes their counters.
func (h Host) read(ctx context.Context, last, next State) (pass, error) {
	p := pass{next: next}
	ctx = withReadings(context.WithValue(ctx, momentKey{}, moment{up: next.Up, boot: next.Boot}))
	for _, f := range h.Families {
		if err := ctx.Err(); err != nil {
			return pass{}, fmt.Errorf("sample %s: before %s: %w", h.Name, f.Name, err)
		}
		// Each family's rates cover the time between its own two readings: one that a hung disk made late by
		// seconds is still right.
		now, err := h.Clock()
		if err != nil {
			return pass{}, err
		}
		c := &metric.Counters{Before: last.Counters, After: next.Counters}
		if before, known := last.Read[f.Name]; known {
			c.Elapsed = now.Up - before
		}
		fields, err := readFamily(ctx, f, c)
		if err != nil {
			p.failed = append(p.failed, failure{f.Name, err})
			p.reset = p.reset || errors.Is(err, errReset)
		}
		next.Read[f.Name] = now.Up
		p.fields = append(p.fields, fields...)
	}
	for name, value := range next.Counters {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			delete(next.Counters, name) // DecodeState would refuse it
		}
	}
	return p, nil
}

// readFamily calls f.Read. A panic, as gopsutil has for files that end too early, is an error of this family alone.
func readFamily(ctx context.Context, f metric.Family, c *metric.Counters) (fields bson.D, err error) {
	defer func() {
		if p := recover(); p != nil {
			fields, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	return f.Read(ctx, c)
}

// momentKey is the context's key for the moment that a pass began, which the system family shows.
type momentKey struct{}

type moment struct {
	up   time.Duration
	boot time.Time
}
