package report

import (
	"fmt"
	"math"
	"time"
)

// margin is by how much a value must be back within its level before the state ends, so that it does not flap:
// in percentage points; of a load, a part of the level.
const (
	margin   = 2.0
	loadPart = 0.1
	meanOf   = 15 * time.Minute
)

// ruleFields are the fields that the rules look at beside the charts'.
var ruleFields = []string{"cpu.idle", "load.m1", "phymem.total", "phymem.used", "phymem.available", "virtmem.total", "virtmem.used"}

// subject is something whose values have a level.
type subject struct {
	kind   string // as of a Reason
	mount  string
	values []float64
	level  Level
	margin float64 // percentage points
	part   float64 // of the level, in addition
	below  bool    // the level is a lower bound
	text   func(v float64) string

	forecast      *Forecast // nil for none
	outlook       *outlook  // nil if its end never came near
	also, instead string    // what a forecast adds to the text, and says where the value alone is no reason
}

// subjects returns all that can be wrong with the host.
func (h *Host) subjects(t Thresholds) []subject {
	used := func(what, kind string) func(float64) string {
		return func(v float64) string { return fmt.Sprintf("%s %.0f %% %sused", what, v, kind) }
	}
	var list []subject
	for _, m := range h.space() {
		list = append(list, subject{kind: kindDisk, mount: m.name, values: m.values, level: t.Disk, margin: margin, text: used(m.name, ""),
			forecast: h.forecastOf(kindDisk, m.name), outlook: h.outlookOf(kindDisk, m.name), also: "full", instead: m.name + " full"})
	}
	for _, m := range h.inodes() {
		list = append(list, subject{kind: kindInodes, mount: m.name, values: m.values, level: t.Inodes, margin: margin, text: used(m.name, "of the inodes "),
			forecast: h.forecastOf(kindInodes, m.name), outlook: h.outlookOf(kindInodes, m.name), also: "none left", instead: m.name + " out of inodes"})
	}
	return append(list,
		subject{kind: kindMemory, values: h.available, level: t.Memory, margin: margin, below: true,
			text:     func(v float64) string { return fmt.Sprintf("memory %.0f %% available", v) },
			forecast: h.forecastOf(kindMemory, "memory"), outlook: h.outlookOf(kindMemory, "memory"), also: "none left", instead: "memory used up"},
		subject{kind: "swap", values: h.swapWhileShort(t.Memory.Warning), level: t.Swap, margin: margin, text: used("swap", "")},
		subject{kind: "cpu", values: h.mean(h.busy), level: t.CPU, margin: margin,
			text: func(v float64) string { return fmt.Sprintf("CPU %.0f %% busy", v) }},
		subject{kind: "load", values: h.mean(h.perCPU), level: t.Load, part: loadPart,
			text: func(v float64) string { return fmt.Sprintf("load %.1f per CPU", v) }},
	)
}

func (h *Host) forecastOf(kind, name string) *Forecast {
	for i := range h.Forecasts {
		if f := &h.Forecasts[i]; f.Kind == kind && f.Subject == name {
			return f
		}
	}
	return nil
}

func (h *Host) outlookOf(kind, name string) *outlook {
	for _, o := range h.outlooks {
		if o.kind == kind && o.name == name {
			return o
		}
	}
	return nil
}

// slack returns by how much a value must be back within a level.
func (s *subject) slack(at State) float64 { return s.margin + s.part*s.bound(at) }

func (s *subject) bound(at State) float64 {
	if at == Critical {
		return s.level.Critical
	}
	return s.level.Warning
}

func (s *subject) beyond(v, bound, slack float64) bool {
	switch {
	case bound == 0:
		return false
	case s.below:
		return v <= bound+slack
	}
	return v >= bound-slack
}

// never reports whether no value is beyond a level: most subjects are done with that.
func (s *subject) never() bool {
	for _, v := range s.values {
		if s.beyond(v, s.level.Warning, 0) || s.beyond(v, s.level.Critical, 0) {
			return false
		}
	}
	return true
}

// mean returns the mean of each value and those of the 15 minutes before it; nil for nil, and for a host that is known for
// a few minutes only, as a few seconds say nothing of how busy it is. The first ones, before which
// samples may be gone, have none if others have their 15 minutes: else a peak would be more when it is the first shown.
func (h *Host) mean(values []float64) []float64 {
	if values == nil || h.Last()-h.Times[0]+h.Cadence < meanOf.Milliseconds()*2/3 {
		return nil
	}
	means := h.decoder.derive()
	first, sum, n, whole := 0, 0.0, 0, -1
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
			if whole < 0 && t-h.Times[0] >= meanOf.Milliseconds() {
				whole = i
			}
		}
	}
	for i := range max(0, whole) {
		means[i] = math.NaN()
	}
	return means
}

// swapWhileShort returns the percentage of swap in use where memory is short, 0 where it is not.
func (h *Host) swapWhileShort(short float64) []float64 {
	used := h.decoder.percentage("virtmem.used", "virtmem.total")
	if used == nil || h.available == nil {
		return nil
	}
	while := h.decoder.derive()
	for i, v := range used {
		while[i] = v
		if !math.IsNaN(v) && h.available[i] > short {
			while[i] = 0
		}
	}
	return while
}
