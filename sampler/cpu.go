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

// readCPU returns the percentage of each kind of CPU time, over all CPUs.
func readCPU(ctx context.Context, c *metric.Counters) (bson.D, error) {
	seconds, err := readCPUSeconds(ctx)
	if err != nil {
		return nil, err
	}
	return percentages(c, seconds.kinds(runtime.GOOS))
}

// errNoCPUTimes reports a kernel file without valid CPU times.
var errNoCPUTimes = errors.New("no CPU times found")

// cpuSeconds has the CPU times of all CPUs, in seconds since boot.
type cpuSeconds struct {
	user, nice, system, idle, irq, iowait, softirq, steal float64
}

// cpuTime is one kind of CPU time, in seconds since boot.
type cpuTime struct {
	name    string
	seconds float64
}

// kinds returns the kinds of time that the operating system distinguishes. They do not overlap: Linux counts the time
// of guests in user and nice too, so it is omitted.
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

// percentages returns the increase of each time, in percent of all increases.
//
// Linux may decrease idle and iowait a little (proc_stat(5)). That counts as no increase. If the decreases exceed a tenth
// of the increases, the counters were reset: it returns errReset, with percentages of what increased. For the first
// reading it returns errReset too.
func percentages(c *metric.Counters, times []cpuTime) (cpu bson.D, err error) {
	grown := make([]float64, len(times))
	var growth, decrease float64
	first := false
	for i, t := range times {
		name := "cpu " + t.name
		before, known := c.Before[name]
		grown[i], _ = c.Delta(name, t.seconds)
		growth += grown[i]
		decrease += max(0, before-t.seconds)
		first = first || !known
	}
	if growth == 0 && decrease == 0 && !first {
		return nil, errors.New("the CPU times did not change")
	}
	if growth == 0 || first {
		return nil, errReset
	}
	fields := make(bson.D, len(times))
	for i, t := range times {
		fields[i] = bson.E{Key: t.name, Value: 100 * grown[i] / growth}
	}
	if decrease > growth/10 {
		err = errReset
	}
	return bson.D{{Key: "cpu", Value: fields}}, err
}
