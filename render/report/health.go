package report

import (
	"cmp"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

// State is how a host is.
type State int

// The states, from good to bad. A silent host has the worse of Silent and the state of its newest sample: one that was
// critical stays critical. Host.Silent says that it is silent.
const (
	OK State = iota
	Warning
	Silent
	Critical
)

func (s State) String() string {
	return [...]string{"ok", "warning", "silent", "critical"}[s]
}

// Reason is one thing that is wrong with a host.
type Reason struct {
	State   State
	Kind    string   // the rule's name, as in the configuration, or silent
	Element string   // the mount and so on, where the rule judges each by itself; foreign text, cleaned
	Text    string   // in words: "/var 93 % used, full in 3 days"
	Rule    string   // why that is a reason: "warning from 85 % used"; "" where Text says it
	Chart   string   // ID of the host's chart that shows it; "" for none
	See     []string // IDs of the host's charts that may explain it; of several reasons by one rule the first has them
	Since   int64    // ms since 1970: date of the first sample that showed it, of silence that of the last one; 0 if not known

	ByForecast bool // a forecast makes this state, or a better one that is not OK
}

// Change is a change of a host's state, or the beginning or end of a silence that does not change it.
type Change struct {
	At      int64 // ms since 1970: date of the sample with which the state was reached; of silence, right after the last sample
	State   State
	Reasons []string // in words, silence, then the worst first; of OK what was wrong before
}

// examine fills in what is wrong with the host at its newest sample, its state, and the changes of its state. They are
// worked out from the documents at hand alone. What held at the first of them is no change.
func (h *Host) examine(t metric.Thresholds, now time.Time) {
	var problems []problem
	for i := range h.subjects {
		if p, ok := h.subjects[i].problem(h.Times, max(1, t.Hold)); ok {
			problems = append(problems, p)
		}
	}
	newest := len(h.Times) - 1
	for _, p := range worstFirst(problems, newest) {
		if p.states[newest] != OK {
			h.Reasons = append(h.Reasons, p.reason())
		}
	}
	h.replay(problems, t.Silent)
	h.Held, h.certainFrom = h.heldFrom(problems), h.certain(problems)
	h.Margin = worstMargin(problems, newest)
	if t.Silent == 0 {
		return
	}
	h.Until = h.Last() + int64(t.Silent*float64(h.Due))
	if now.UnixMilli() > h.Until {
		h.Silent = true
		h.Reasons = slices.Insert(h.Reasons, 0, silence(h.Last()))
		h.addSilence(h.Last(), textsAt(problems, newest))
		if h.State == Silent {
			h.Margin = 0
		}
		h.Until = 0
	}
}

// worstFirst returns the problems by their states at a sample, then in the order of their rules, and of one rule the
// worst values first: of disks there may be many.
func worstFirst(problems []problem, at int) []problem {
	if len(problems) < 2 {
		return problems
	}
	list := slices.Clone(problems)
	slices.SortStableFunc(list, func(a, b problem) int {
		values := cmp.Compare(b.lastKnown(at), a.lastKnown(at))
		if a.rule.Below {
			values = -values
		}
		return cmp.Or(int(b.states[at]-a.states[at]), a.place-b.place, values)
	})
	return list
}

// replay fills in the changes of the host's state, the worst of its problems', and its silences.
func (h *Host) replay(problems []problem, silent float64) {
	h.First = worstAt(problems, 0)
	h.State = h.First
	for i := 1; i < len(h.Times); i++ {
		wasSilent := h.wasSilentBefore(i, silent)
		worst := worstAt(problems, i)
		if !wasSilent && worst == h.State {
			continue
		}
		before := textsAt(problems, i-1)
		if wasSilent {
			before = h.addSilence(h.Times[i-1], before)
		}
		if worst == OK {
			h.change(h.Times[i], worst, before)
		} else {
			h.change(h.Times[i], worst, textsAt(problems, i))
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
// makes, that is the first hour that can be judged.
func (h *Host) heldFrom(problems []problem) int64 {
	i := len(h.Times) - 1
	for ; i > 0 && knownAt(problems, i-1) == h.State; i-- {
	}
	return h.Times[i]
}

// certain returns from when on the states do not rest on forecasts that nobody can know any more, ms since 1970.
func (h *Host) certain(problems []problem) int64 {
	i := 0
	for i < len(h.Times)-1 && knownAt(problems, i) != worstAt(problems, i) {
		i++
	}
	return h.Times[i]
}

// worstAt returns the worst state of all at a sample.
func worstAt(problems []problem, i int) (worst State) {
	for _, p := range problems {
		worst = max(worst, p.states[i])
	}
	return worst
}

// worstMargin returns the largest margin of those that make the state at a sample.
func worstMargin(problems []problem, i int) (margin float64) {
	worst := worstAt(problems, i)
	for _, p := range problems {
		if worst != OK && p.states[i] == worst {
			margin = max(margin, p.margin(i))
		}
	}
	return margin
}

// knownAt is worstAt without forecasts that nobody can know any more.
func knownAt(problems []problem, i int) (worst State) {
	for _, p := range problems {
		if i < p.known {
			worst = max(worst, p.byValue[i])
		} else {
			worst = max(worst, p.states[i])
		}
	}
	return worst
}

// textsAt returns what was wrong at a sample, the worst first.
func textsAt(problems []problem, i int) (texts []string) {
	for _, p := range worstFirst(problems, i) {
		if p.states[i] != OK {
			texts = append(texts, p.textAt(i))
		}
	}
	return texts
}
