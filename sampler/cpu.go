package sampler

import (
	"context"
	"errors"
	"fmt"
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
			ID: "cpu", Title: "CPU", Section: "CPU", Unit: metric.Percent, Stack: true, Wide: true, Top: 100, Threshold: "cpu",
			Lines: []metric.Line{
				// Those that count as busy are lowest in the stack, so that the levels can be compared with their sum.
				{Name: "user", Field: "cpu.user", Color: metric.Blue},
				{Name: "system", Field: "cpu.system", Color: metric.Orange},
				{Name: "irq", Field: "cpu.irq", Color: metric.Sky},
				{Name: "softirq", Field: "cpu.softirq", Color: metric.Gold},
				{Name: "nice", Field: "cpu.nice", Color: metric.Green},
				{Name: "steal", Field: "cpu.steal", Color: metric.Violet, Rule: "steal"},
				{Name: "iowait", Field: "cpu.iowait", Color: metric.Pink},
				{Name: "busy", Rule: "cpu", Color: metric.Gray, Dash: metric.Dashed, Over: true},
				{Name: "busy with nice", Rule: "nice", Color: metric.Green, Over: true, IfJudged: true},
			},
		}},
		Rules: []metric.Rule{{
			// A CPU that waits for I/O is idle: the kernel accounts iowait where there is nothing to run (account_idle_time in
			// kernel/sched/cputime.c).
			Name: "cpu", Help: "percent busy without iowait, nice and steal, mean of 15 minutes", Order: 5,
			Field: "cpu.idle", Plus: []string{"cpu.iowait", "cpu.nice", "cpu.steal"}, Rest: true, Mean: 15 * time.Minute,
			Level: metric.Level{Warning: 90}, Max: 100, Margin: 2, Text: "CPU %.0f %% busy", See: []string{"load", "procstate"},
		}, {
			Name: "nice", Help: "percent busy with nice, mean of 15 minutes", Order: 6,
			Field: "cpu.idle", Plus: []string{"cpu.iowait", "cpu.steal"}, Rest: true, Mean: 15 * time.Minute,
			Max: 100, Margin: 2, Text: "CPU %.0f %% busy with nice", See: []string{"load", "procstate"},
		}, {
			Name: "steal", Help: "percent taken by other virtual machines, mean of 15 minutes", Order: 7,
			Field: "cpu.steal", Mean: 15 * time.Minute,
			Level: metric.Level{Warning: 10}, Max: 100, Margin: 2, Text: "steal %.0f %% of the CPU time", See: []string{"load"},
		}},
	}
}

// readCPU returns the percentage of each kind of CPU time, over all CPUs.
func readCPU(ctx context.Context, c *metric.Counters) (bson.D, error) {
	seconds, err := readCPUSeconds(ctx)
	if err != nil {
		return nil, err
	}
	return percentages(c, seconds.kinds(runtime.GOOS), func() int {
		n, _ := countCPUs(ctx)
		return n
	})
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

// percentages returns the increase of each time, in percent of all increases. cpus returns the number of CPUs, 0 if it
// is unknown.
//
// Linux may decrease idle and iowait a little (proc_stat(5)). That counts as no increase. If the decreases exceed a tenth
// of the increases, the counters were reset: it returns errReset, with percentages of what increased. For the first
// reading it returns errReset too.
func percentages(c *metric.Counters, times []cpuTime, cpus func() int) (cpu bson.D, err error) {
	grown := make([]float64, len(times))
	var growth, decrease float64
	first := false
	idle := -1
	for i, t := range times {
		name := "cpu " + t.name
		before, known := c.Before[name]
		grown[i], _ = c.Delta(name, t.seconds)
		growth += grown[i]
		decrease += max(0, before-t.seconds)
		first = first || !known
		if t.name == "idle" {
			idle = i
		}
	}
	if growth == 0 && decrease == 0 && !first {
		return nil, errors.New("the CPU times did not change")
	}
	if growth == 0 || first {
		return nil, errReset
	}
	if decrease > growth/10 {
		err = errReset
	}
	if idle >= 0 && grown[idle] == 0 {
		rest, err := idleRest(c.Elapsed.Seconds()*float64(cpus()), growth)
		if err != nil {
			return nil, err
		}
		grown[idle], growth = rest, growth+rest
	}
	fields := make(bson.D, len(times))
	for i, t := range times {
		fields[i] = bson.E{Key: t.name, Value: 100 * grown[i] / growth}
	}
	return bson.D{{Key: "cpu", Value: fields}}, err
}

// idleRest returns the idle time, in seconds, if its counter stands still, as some versions of lxcfs let it: what the other
// times leave of the CPUs' time, which is 0 if that is unknown. If they exceed that by more than half, they are of other CPUs
// than those counted, and it returns an error.
func idleRest(cpuSeconds, others float64) (float64, error) {
	switch {
	case cpuSeconds == 0:
		return 0, nil
	case others > 1.5*cpuSeconds:
		return 0, fmt.Errorf("the idle time stands still, and the other times grew by %.1f s in %.1f s of all CPUs", others, cpuSeconds)
	case others > 0.95*cpuSeconds: // busy: the clock and the counters are not read at the same instant
		return 0, nil
	}
	return cpuSeconds - others, nil
}
