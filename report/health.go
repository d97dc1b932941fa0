package report

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// State is how a host is.
type State int

// The states, from good to bad. Silence is not the worst: what a silent host said last may have been critical.
const (
	OK State = iota
	Warning
	Silent
	Critical
)

func (s State) String() string {
	return [...]string{"ok", "warning", "silent", "critical"}[s]
}

// Level is where a value begins to be a warning, and critical. Zero is never.
type Level struct{ Warning, Critical float64 }

// Thresholds are the levels of a host, in percent unless said.
type Thresholds struct {
	Disk   Level // of space used, of each mount
	Inodes Level // used, of each mount
	Memory Level // available: these are lower bounds
	Swap   Level // used, while memory is short
	CPU    Level // busy, as the mean of 15 minutes
	Load   Level // of 1 minute, per CPU and not in percent, as the mean of 15 minutes

	Hold   int     // samples for which a value must be beyond a level before it counts
	Silent float64 // cadences without a sample after which a host is silent
}

// DefaultThresholds returns the thresholds of a host of which the configuration says nothing.
func DefaultThresholds() Thresholds {
	return Thresholds{
		Disk: Level{85, 95}, Inodes: Level{85, 95}, Memory: Level{10, 5}, Swap: Level{50, 90},
		CPU: Level{90, 0}, Load: Level{2, 0}, Hold: 3, Silent: 3,
	}
}

// Reason is one thing that is wrong with a host.
type Reason struct {
	State State
	Text  string // in words: "/var 93 % used"
	Since int64  // date of the first sample that showed it, ms since 1970
}

// margin is by how much a value must be back within its level before the state ends, so that it does not flap:
// in percentage points; of a load, in hundredths.
const (
	margin     = 2.0
	loadMargin = 0.02
	meanOf     = 15 * time.Minute
)

// ruleFields are the fields that the rules look at beside the charts'.
var ruleFields = []string{"cpu.idle", "load.m1", "phymem.total", "phymem.used", "phymem.available", "virtmem.total", "virtmem.used"}

// subject is something whose values have a level.
type subject struct {
	values []float64
	level  Level
	margin float64
	below  bool // the level is a lower bound
	text   func(v float64) string
}

// examine returns what is wrong with the host at its newest sample, the worst first.
func (h *Host) examine(t Thresholds) []Reason {
	var reasons []Reason
	for _, s := range h.subjects(t) {
		state, since := s.replay(h.Times, max(1, t.Hold))
		if state == OK {
			continue
		}
		now := s.values[len(s.values)-1]
		if math.IsNaN(now) {
			continue
		}
		reasons = append(reasons, Reason{State: state, Text: s.text(now), Since: since})
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return int(b.State - a.State) })
	return reasons
}

func (h *Host) subjects(t Thresholds) []subject {
	used := func(what, kind string) func(float64) string {
		return func(v float64) string { return fmt.Sprintf("%s %.0f %% %sused", what, v, kind) }
	}
	var list []subject
	for _, m := range h.mounts("used", "used", "free") {
		list = append(list, subject{values: m.values, level: t.Disk, margin: margin, text: used(m.name, "")})
	}
	for _, m := range h.mounts("inodes_used", "inodes") {
		list = append(list, subject{values: m.values, level: t.Inodes, margin: margin, text: used(m.name, "of the inodes ")})
	}
	available := h.memoryAvailable()
	return append(list,
		subject{values: available, level: t.Memory, margin: margin, below: true,
			text: func(v float64) string { return fmt.Sprintf("memory %.0f %% available", v) }},
		subject{values: h.swapWhileShort(available, t.Memory.Warning), level: t.Swap, margin: margin, text: used("swap", "")},
		subject{values: h.mean(h.CPUBusy()), level: t.CPU, margin: margin,
			text: func(v float64) string { return fmt.Sprintf("CPU %.0f %% busy", v) }},
		subject{values: h.mean(h.LoadPerCPU()), level: t.Load, margin: loadMargin,
			text: func(v float64) string { return fmt.Sprintf("load %.1f per CPU", v) }},
	)
}

// replay goes through the samples as they came and returns the state after the last, and since when it holds. A state
// begins when the value was beyond its level for hold samples, or for all there are; it ends when the value is within
// the level by the margin. A sample without a value changes nothing.
func (s subject) replay(times []int64, hold int) (state State, since int64) {
	var began [Critical + 1]int64 // when the current stretch beyond each level began
	var run [Critical + 1]int
	seen := 0
	for i, v := range s.values {
		if math.IsNaN(v) {
			continue
		}
		seen++
		next := OK
		for _, at := range []State{Warning, Critical} {
			slack := 0.0
			if state >= at {
				slack = s.margin
			}
			if !s.beyond(v, s.bound(at), slack) {
				run[at] = 0
				continue
			}
			if run[at] == 0 {
				began[at] = times[i]
			}
			run[at]++
			if run[at] >= min(hold, seen) || state >= at {
				next = at
			}
		}
		state = next
	}
	return state, began[state]
}

func (s subject) bound(at State) float64 {
	if at == Critical {
		return s.level.Critical
	}
	return s.level.Warning
}

func (s subject) beyond(v, bound, slack float64) bool {
	switch {
	case bound == 0:
		return false
	case s.below:
		return v <= bound+slack
	}
	return v >= bound-slack
}

// mean returns the mean of each value and those of the 15 minutes before it; nil for nil.
func (h *Host) mean(values []float64) []float64 {
	if values == nil {
		return nil
	}
	means := h.decoder.derive()
	first, sum, n := 0, 0.0, 0
	add := func(i int, by float64) {
		if !math.IsNaN(values[i]) {
			sum += by * values[i]
			n += int(by)
		}
	}
	for i, t := range h.Times {
		add(i, 1)
		for ; h.Times[first] <= t-meanOf.Milliseconds(); first++ {
			add(first, -1)
		}
		if n > 0 && !math.IsNaN(values[i]) {
			means[i] = sum / float64(n)
		}
	}
	return means
}

// swapWhileShort returns the percentage of swap in use where memory is short, 0 where it is not.
func (h *Host) swapWhileShort(available []float64, short float64) []float64 {
	used := h.decoder.percentage("virtmem.used", "virtmem.total")
	if used == nil || available == nil {
		return nil
	}
	for i := range used {
		if !math.IsNaN(used[i]) && available[i] > short {
			used[i] = 0
		}
	}
	return used
}
