package report

import (
	"cmp"
	"slices"
	"time"
)

// State is how a host is.
type State int

// The states, from good to bad. A host that is silent has the worse one of silence and what it said last: one that was
// critical stays so. That it is silent is told beside the state.
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
	Kind  string // the threshold's name, as in the configuration: disk, inodes, memory, swap, cpu, load, silent
	Mount string // of disk and inodes; foreign text, cleaned
	Text  string // in words: "/var 93 % used, full in 3 days"
	Since int64  // ms since 1970: date of the first sample that showed it, of silence that of the last one; 0 if not known
}

// Change is a change of a host's state, or the begin or end of a silence that does not change it.
type Change struct {
	At      int64 // ms since 1970: date of the sample with which the state was reached, or when one was missed
	State   State
	Reasons []string // in words, silence, then the worst first; of OK what was wrong before
}

// examine fills in what is wrong with the host at its newest sample, its state, and how it came to that. The history
// is replayed from the documents at hand. What held at the first of them is no change.
func (h *Host) examine(t Thresholds, now time.Time) {
	var ailing []course
	for _, s := range h.subjects(t) {
		if c, ever := s.replay(h.Times, max(1, t.Hold)); ever {
			ailing = append(ailing, c)
		}
	}
	newest := len(h.Times) - 1
	for _, c := range worstFirst(ailing, newest) {
		if c.states[newest] != OK {
			h.Reasons = append(h.Reasons, c.reason())
		}
	}
	h.recall(ailing, t.Silent)
	h.Held = h.heldFrom(ailing)
	if t.Silent == 0 {
		return
	}
	h.Until = h.Last() + int64(t.Silent*float64(h.Due))
	if now.UnixMilli() > h.Until {
		h.Silent = true
		h.Reasons = slices.Insert(h.Reasons, 0, silence(h.Last()))
		h.fallSilent(h.Until, textsAt(ailing, newest))
		h.Until = 0
	}
}

// worstFirst returns the courses by their states at a sample, then by kind in the order given, and of a kind those with
// the highest values first: of disks there may be many.
func worstFirst(ailing []course, at int) []course {
	if len(ailing) < 2 {
		return ailing
	}
	kinds := make(map[string]int)
	for _, c := range ailing {
		if _, there := kinds[c.kind]; !there {
			kinds[c.kind] = len(kinds)
		}
	}
	list := slices.Clone(ailing)
	slices.SortStableFunc(list, func(a, b course) int {
		return cmp.Or(int(b.states[at]-a.states[at]), kinds[a.kind]-kinds[b.kind], cmp.Compare(b.lastKnown(at), a.lastKnown(at)))
	})
	return list
}

// recall replays the host's states, each the worst of its subjects', and its silences.
func (h *Host) recall(ailing []course, silent float64) {
	h.State = worstAt(ailing, 0)
	for i := 1; i < len(h.Times); i++ {
		at, fell := h.silenceBefore(i, silent)
		worst := worstAt(ailing, i)
		if !fell && worst == h.State {
			continue
		}
		before := textsAt(ailing, i-1)
		if fell {
			before = h.fallSilent(at, before)
		}
		if worst == OK {
			h.change(h.Times[i], worst, before)
		} else {
			h.change(h.Times[i], worst, textsAt(ailing, i))
		}
	}
}

func (h *Host) change(at int64, s State, reasons []string) {
	if s != h.State {
		h.State, h.Since = s, at
	}
	h.Changes = append(h.Changes, Change{At: at, State: s, Reasons: reasons})
}

// heldFrom returns since when the state at the newest sample is known to have held. Of a state that a forecast alone
// makes, that is the first hour that could be judged.
func (h *Host) heldFrom(ailing []course) int64 {
	i := len(h.Times) - 1
	for ; i > 0 && knownAt(ailing, i-1) == h.State; i-- {
		if h.State == OK && h.Times[i-1] < h.quietFrom {
			break
		}
	}
	return h.Times[i]
}

// worstAt returns the worst state of all at a sample, and knownAt likewise of what is known.
func worstAt(ailing []course, i int) (worst State) {
	for _, c := range ailing {
		worst = max(worst, c.states[i])
	}
	return worst
}

func knownAt(ailing []course, i int) (worst State) {
	for _, c := range ailing {
		if i < c.known {
			worst = max(worst, c.value[i])
		} else {
			worst = max(worst, c.states[i])
		}
	}
	return worst
}

// textsAt returns what was wrong at a sample, the worst first.
func textsAt(ailing []course, i int) (texts []string) {
	for _, c := range worstFirst(ailing, i) {
		if c.states[i] != OK {
			texts = append(texts, c.textAt(i))
		}
	}
	return texts
}
