package sampler

import (
	"context"
	"errors"
	"runtime"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

func cpuFamily() metric.Family {
	return metric.Family{
		Name: "cpu",
		Read: readCPU,
		Charts: []metric.Chart{{
			ID: "cpu", Title: "CPU", Unit: metric.Percent, Stack: true, Wide: true, Top: 100, Threshold: "cpu",
			Lines: []metric.Line{
				{Name: "user", Field: "cpu.user", Color: metric.Blue},
				{Name: "system", Field: "cpu.system", Color: metric.Orange},
				{Name: "nice", Field: "cpu.nice", Color: metric.Green},
				{Name: "iowait", Field: "cpu.iowait", Color: metric.Pink},
				{Name: "irq", Field: "cpu.irq", Color: metric.Sky},
				{Name: "softirq", Field: "cpu.softirq", Color: metric.Gold},
				{Name: "steal", Field: "cpu.steal", Color: metric.Violet},
			},
		}},
		Rules: []metric.Rule{{
			Name: "cpu", Help: "percent busy, mean of 15 minutes", Order: 5, Field: "cpu.idle", Rest: true, Mean: 15 * time.Minute,
			Level: metric.Level{Warning: 90}, Max: 100, Margin: 2, Text: "CPU %.0f %% busy",
		}},
	}
}

// readCPU returns the share of each kind of processor time, over all CPUs.
func readCPU(ctx context.Context, c *metric.Counters) (bson.D, error) {
	seconds, err := readCPUSeconds(ctx)
	if err != nil {
		return nil, err
	}
	return shares(c, seconds.kinds(runtime.GOOS))
}

// errNoCPUTimes is a file of the kernel's that is not understood.
var errNoCPUTimes = errors.New("no processor times found")

// cpuSeconds are the processor times of all CPUs, in seconds since boot.
type cpuSeconds struct {
	user, nice, system, idle, irq, iowait, softirq, steal float64
}

// cpuTime is one kind of processor time, in seconds since boot.
type cpuTime struct {
	name    string
	seconds float64
}

// kinds returns the times that the operating system tells apart. They do not overlap: on Linux the time of guests
// is part of user and nice, and so left out.
func (t cpuSeconds) kinds(goos string) []cpuTime {
	switch goos {
	case "windows":
		return []cpuTime{{"user", t.user}, {"system", t.system}, {"idle", t.idle}}
	case "darwin":
		return []cpuTime{{"user", t.user}, {"nice", t.nice}, {"system", t.system}, {"idle", t.idle}}
	case "linux":
		return []cpuTime{{"user", t.user}, {"nice", t.nice}, {"system", t.system}, {"idle", t.idle},
			{"irq", t.irq}, {"iowait", t.iowait}, {"softirq", t.softirq}, {"steal", t.steal}}
	}
	return []cpuTime{{"user", t.user}, {"nice", t.nice}, {"system", t.system}, {"idle", t.idle}, {"irq", t.irq}}
}

// shares returns by how much each time has grown, in percent of all that has.
//
// Linux lets single ones of these counters step back a little (idle and iowait, proc(5)); that counts as no growth.
// If they step back by more than a tenth of the growth, they began anew: errReset, with the shares of what grew.
// The first reading of all is errReset as well.
func shares(c *metric.Counters, times []cpuTime) (cpu bson.D, err error) {
	grown := make([]float64, len(times))
	var forth, back float64
	first := false
	for i, t := range times {
		name := "cpu " + t.name
		before, known := c.Before[name]
		grown[i], _ = c.Delta(name, t.seconds)
		forth += grown[i]
		back += max(0, before-t.seconds)
		first = first || !known
	}
	if forth == 0 && back == 0 && !first {
		return nil, errors.New("the processor times stand still")
	}
	if forth == 0 || first {
		return nil, errReset
	}
	fields := make(bson.D, len(times))
	for i, t := range times {
		fields[i] = bson.E{Key: t.name, Value: 100 * grown[i] / forth}
	}
	if back > forth/10 {
		err = errReset
	}
	return bson.D{{Key: "cpu", Value: fields}}, err
}
