// Package sampler reads this host. Each family of fields of a document has one file, with the code that reads it and the
// charts that show it. Percentages and rates are computed from the differences of counters since the last sample.
//
// It does not store samples, draw charts or keep counters: the caller keeps the State from one sample to the next. On
// Linux it does not run other programs, except the Helper that the caller names.
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

// Families returns the families in the order of the page and of the document. They can be used for any number of samples,
// but not concurrently.
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

// Host is the machine to sample.
type Host struct {
	Name     string
	Families []metric.Family
	Clock    func() (Moment, error)                           // nil: Now
	Wait     func(ctx context.Context, d time.Duration) error // nil: the function of that name
	Warn     func(Failure)                                    // called for each; nil: failures of families are ignored
	Log      *slog.Logger                                     // nil: no logging
	Helper   Helper                                           // the zero Helper: all file systems are queried in this process
}

// errReset is a family's error if its counters were reset although the host did not reboot, for example when a container
// was migrated.
var errReset = errors.New("the counters were reset")

// Sample reads all families. It returns the sample and the state for the next one.
//
// Rates and percentages cover the time since last. If last is unusable (first run, reboot, clock set), they cover one
// second, for which Sample waits. If last is less than a second old, Sample waits for the rest of the second. A family
// that cannot be read is omitted, and Warn is called. Sample returns an error if none can be read or if ctx ends.
func (h Host) Sample(ctx context.Context, last State) (metric.Sample, State, error) {
	h = h.withDefaults()
	now, err := h.Clock()
	if err != nil {
		return metric.Sample{}, State{}, err
	}
	if reason := last.unusable(h.Name, now); reason != "" {
		h.Log.Debug("measuring over one second", "reason", reason)
		if last, err = h.startCounters(ctx, last); err != nil {
			return metric.Sample{}, State{}, err
		}
	}
	p, err := h.measure(ctx, last)
	if err == nil && p.reset {
		// Only the counters show a reset without a reboot. A second reset in a row is ignored, because such counters are
		// not reliable.
		h.Log.Debug("measuring over one second", "reason", errReset)
		if last, err = h.startCounters(ctx, p.next); err == nil {
			p, err = h.measure(ctx, last)
		}
	}
	if err != nil {
		return metric.Sample{}, State{}, err
	}
	for _, f := range p.failed {
		h.Warn(f)
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
	if h.Warn == nil {
		h.Warn = func(Failure) {}
	}
	if h.Log == nil {
		h.Log = slog.New(slog.DiscardHandler)
	}
	return h
}

// startCounters reads the counters from which the next reading is subtracted. It discards everything else.
func (h Host) startCounters(ctx context.Context, last State) (State, error) {
	now, err := h.Clock()
	if err != nil {
		return State{}, err
	}
	p, err := h.read(ctx, State{}, last.nextState(h.Name, now))
	return p.next, err
}

// measure reads all families, at least minInterval after last.
func (h Host) measure(ctx context.Context, last State) (pass, error) {
	now, err := h.Clock()
	if err != nil {
		return pass{}, err
	}
	if rest := minInterval - (now.Up - last.lastRead()); rest > 0 {
		if err := h.Wait(ctx, min(rest, minInterval)); err != nil {
			return pass{}, fmt.Errorf("sample %s: wait for the counters to move: %w", h.Name, err)
		}
		if now, err = h.Clock(); err != nil {
			return pass{}, err
		}
	}
	return h.read(ctx, last, last.nextState(h.Name, now))
}

// pass is one reading of all families.
type pass struct {
	fields bson.D
	next   State
	failed []Failure
	reset  bool
}

// read reads the families one after the other, and stores their counters in next.
func (h Host) read(ctx context.Context, last, next State) (pass, error) {
	p := pass{next: next}
	ctx = withCache(context.WithValue(ctx, passStartKey{}, newPassStart(ctx, next.Up, next.Boot)))
	ctx = context.WithValue(ctx, helperKey{}, h.Helper)
	for _, f := range h.Families {
		if err := ctx.Err(); err != nil {
			return pass{}, fmt.Errorf("sample %s: before %s: %w", h.Name, f.Name, err)
		}
		// The rates of a family cover the time between its own two readings, so that they are correct even if another
		// family was delayed by a hung disk.
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
			p.failed = append(p.failed, failuresOf(f.Name, err)...)
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

// readFamily calls f.Read. A panic becomes an error of this family: gopsutil panics on truncated files.
func readFamily(ctx context.Context, f metric.Family, c *metric.Counters) (fields bson.D, err error) {
	defer func() {
		if p := recover(); p != nil {
			fields, err = nil, fmt.Errorf("panic: %v", p)
		}
	}()
	return f.Read(ctx, c)
}
