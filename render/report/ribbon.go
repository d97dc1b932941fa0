package report

import (
	"sort"
	"time"
)

// Cells is into how many cells of equal length the time shown is divided for a ribbon.
const Cells = 48

// Cell is the worst state of a host within a stretch of time, from the least to the worst.
type Cell uint8

// The cells. EmptyCell is one before the first sample, or one after the newest sample of a host that is not silent. In an
// UnknownCell there are samples, but the state was made by a forecast that nobody can know any more. In a GapCell
// samples are missing, and too few for a silence.
const (
	EmptyCell Cell = iota
	UnknownCell
	GapCell
	OKCell
	WarningCell
	SilentCell
	CriticalCell
)

// cellOf returns the cell of a state.
func cellOf(s State) Cell { return OKCell + Cell(s) }

// Ribbon is the course of a host's state. Its cells are numbered since 1970, so that those of several hosts can be drawn
// beside each other, also in later runs.
type Ribbon struct {
	First int64  // the number of the first cell
	Cells []Cell // at most 2 * Cells + 1
	After Cell   // what all cells after these are: of a silent host its state, else empty
}

// CellLength returns the length of a cell in ms, of samples that are kept for so long.
func CellLength(keep time.Duration) int64 { return max(1, keep.Milliseconds()/Cells) }

// CellAt returns the number of the cell of a length in ms that has a time in ms since 1970.
func CellAt(ms, length int64) int64 {
	n := ms / length
	if ms%length < 0 {
		n--
	}
	return n
}

// At returns the cell of a number.
func (r *Ribbon) At(n int64) Cell {
	switch i := n - r.First; {
	case i < 0 || len(r.Cells) == 0:
		return EmptyCell
	case i >= int64(len(r.Cells)):
		return r.After
	default:
		return r.Cells[i]
	}
}

// End returns the number of the last cell that is known of itself.
func (r *Ribbon) End() int64 { return r.First + int64(len(r.Cells)) - 1 }

// Ribbon returns the course of the host's state, which follows from its changes and the gaps.
func (h *Host) Ribbon() Ribbon {
	if len(h.Times) == 0 {
		return Ribbon{}
	}
	length := CellLength(h.decoder.Span)
	end := h.Last()
	if h.Silent {
		end += h.Due
	}
	last := CellAt(end, length)
	r := Ribbon{First: max(CellAt(h.Times[0], length), last-2*Cells)}
	r.Cells = make([]Cell, last-r.First+1)
	r.raise(CellAt(h.Times[0], length), CellAt(h.certainFrom-1, length), UnknownCell)
	h.fillStates(&r, length, end, false)
	for _, gap := range h.Gaps {
		after := sort.Search(len(h.Times), func(i int) bool { return h.Times[i] >= gap.To })
		r.clear(CellAt(h.Times[after-1], length)+1, CellAt(h.Times[after], length)-1)
	}
	h.fillStates(&r, length, end, true) // last: a silence is within a gap
	if h.Silent {
		r.After = cellOf(h.State)
	}
	return r
}

// fillStates raises cells to the states of the host up to an end, either those of its silences or all others. A silence is shown
// from when the first sample was missed. That of a host that was critical is critical.
func (h *Host) fillStates(r *Ribbon, length, end int64, silences bool) {
	from, state, silent := h.certainFrom, h.First, false
	fill := func(to int64) {
		if silent != silences || from > to {
			return
		}
		begin := from
		if silent {
			begin = min(from+h.Due, to)
		}
		r.raise(CellAt(begin, length), CellAt(to, length), cellOf(state))
	}
	for _, c := range h.Changes {
		fill(c.At - 1)
		from, state, silent = c.At, c.State, len(c.Reasons) > 0 && c.Reasons[0] == noSamples && c.State >= Silent
	}
	fill(max(from, end))
}

// raise makes cells at least as bad as another one.
func (r *Ribbon) raise(from, to int64, c Cell) {
	for n := max(from, r.First); n <= min(to, r.End()); n++ {
		r.Cells[n-r.First] = max(r.Cells[n-r.First], c)
	}
}

// clear makes cells ones in which samples are missing.
func (r *Ribbon) clear(from, to int64) {
	for n := max(from, r.First); n <= min(to, r.End()); n++ {
		r.Cells[n-r.First] = GapCell
	}
}
