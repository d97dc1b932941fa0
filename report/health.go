package report

import (
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
	Full   Level // hours until a disk's space or inodes, or the memory, are forecast to be used up

	Hold   int     // samples for which a value must be beyond a level before it counts
	Silent float64 // cadences without a sample after which a host is silent
}

// DefaultThresholds returns the thresholds of a host of which the configuration says nothing.
func DefaultThresholds() Thresholds {
	return Thresholds{
		Disk: Level{85, 95}, Inodes: Level{85, 95}, Memory: Level{10, 5}, Swap: Level{50, 90},
		CPU: Level{90, 0}, Load: Level{2, 0}, Full: Level{7 * 24, 24}, Hold: 3, Silent: 3,
	}
}

// Reason is one thing that is wrong with a host.
type Reason struct {
	State State
	Kind  string // the threshold's name, as in the configuration: disk, inodes, memory, swap, cpu, load
	Mount string // of disk and inodes; foreign text, cleaned
	Text  string // in words: "/var 93 % used, full in 3 days"
	Since int64  // ms since 1970: date of the first sample that showed it, or when the forecast came that near
}

// Change is a change of a host's state.
type Change struct {
	At      int64 // ms since 1970: date of the sample with which the state was reached
	State   State
	Reasons []string // in words, as of then, the worst first; none for OK and for silence
}

// examine fills in what is wrong with the host at its newest sample, its state, and how it came to that. The history
// is replayed from the documents at hand. What held at the first of them is no change; of forecasts only those of
// today are in the history, since those of yesterday knew documents that are gone.
func (h *Host) examine(t Thresholds, now time.Time) {
	var ailing []course
	for _, s := range h.subjects(t) {
		if c, ever := s.replay(h.Times, max(1, t.Hold)); ever {
			ailing = append(ailing, c)
		}
	}
	newest := len(h.Times) - 1
	slices.SortStableFunc(ailing, func(a, b course) int { return int(b.states[newest] - a.states[newest]) })
	for _, c := range ailing {
		if c.states[newest] != OK {
			h.Reasons = append(h.Reasons, c.reason())
		}
	}
	h.recall(ailing)
	if t.Silent == 0 {
		return
	}
	h.Until = h.Last() + int64(t.Silent*float64(h.Due))
	if now.UnixMilli() > h.Until {
		h.change(h.Until, Silent, nil)
		h.Until = 0
	}
}

// recall replays the host's states, each the worst of its subjects'.
func (h *Host) recall(ailing []course) {
	h.Since = h.Times[0]
	for i, at := range h.Times {
		worst := OK
		for _, c := range ailing {
			worst = max(worst, c.states[i])
		}
		switch {
		case i == 0:
			h.State = worst
		case worst != h.State:
			h.change(at, worst, textsAt(ailing, i))
		}
	}
}

func (h *Host) change(at int64, s State, reasons []string) {
	h.State, h.Since = s, at
	h.Changes = append(h.Changes, Change{At: at, State: s, Reasons: reasons})
}

// textsAt returns what was wrong at a sample, the worst first.
func textsAt(ailing []course, i int) (texts []string) {
	for s := Critical; s > OK; s-- {
		for _, c := range ailing {
			if c.states[i] == s {
				texts = append(texts, c.textAt(i))
			}
		}
	}
	return texts
}
