package report

import (
	"math"
	"time"
)

// maxElapsed is ms of uptime between two samples stored one after the other: a longer one may be another boot's.
const maxElapsed = 60 * 60 * 1000

// wrongDates are the rows whose dates are from a clock that was set back later.
type wrongDates struct {
	rows   []bool // nil for none
	future bool   // there are rows in the future, after the date of the row stored last: the clock decides whether they are wrong
}

func (w *wrongDates) has(row int) bool { return w.rows != nil && w.rows[row] }

func (w *wrongDates) add(row, rows int) {
	if w.rows == nil {
		w.rows = make([]bool, rows)
	}
	w.rows[row] = true
}

// wrongDates returns the rows that have the latest dates, but must not count as the newest: the state of now is that of the
// sample stored last. If a sample has a later date than one that is stored after it, the clock need not have been set back: the
// second one may be from the spool, or from an import. The clock was set back if one of these is true:
//
//   - The uptime grew by some minutes while the date went back. Or the machine was booted again, later by its own clock, and the
//     date is earlier: a clock without a battery begins with the time that was saved last. In both cases the rows stored before
//     are wrong, back to where the clock was set forward, except those that are dated before the first row by the new clock.
//   - The date is in the future, and that of the sample stored last is not. Nothing else can be found if a document has no
//     uptime, or if the machine was booted again while the clock was ahead.
func (d *Decoder) wrongDates(now time.Time) (w wrongDates) {
	d.addSetBack(&w)
	n := len(d.times)
	if n == 0 {
		return w
	}
	newest, clock := d.times[n-1], now.UnixMilli()
	for row, date := range d.times {
		if date > newest && date > clock {
			w.future = true
			if newest <= clock {
				w.add(row, n)
			}
		}
	}
	return w
}

// addSetBack adds the rows that were dated by a clock which, as the uptimes show, was ahead of that of the row stored last, if
// later rows have the same dates or earlier ones.
func (d *Decoder) addSetBack(w *wrongDates) {
	uptimes := d.column(fieldUptime)
	if uptimes == nil {
		return
	}
	later := -1                                    // the next row that has an uptime
	ahead, again := int64(0), int64(math.MaxInt64) // of the clock of this row, ms; the first date of the clock after it
	for row := len(d.times) - 1; row >= 0; row-- {
		if !math.IsNaN(uptimes[row]) {
			if later >= 0 {
				step, ok := clockStep(d.times[later]-d.times[row], (uptimes[later]-uptimes[row])*1000)
				ahead -= step
				switch {
				case !ok:
					ahead, again = 0, math.MaxInt64
				case ahead <= BootSlack:
					again = math.MaxInt64
				case step < 0:
					again = min(again, d.times[later])
				}
			}
			later = row
		}
		if d.times[row] >= again {
			w.add(row, len(d.times))
		}
	}
}

// clockStep returns by how many ms the clock was set between two samples, of which these are the differences of the dates and
// of the uptimes, in ms. ok is false if that cannot be known: they are of different boots.
func clockStep(date int64, uptime float64) (step int64, ok bool) {
	boot := float64(date) - uptime // the difference of the boot times
	switch {
	case math.Abs(boot) <= BootSlack:
		return 0, true
	case uptime > 0 && uptime <= maxElapsed:
		return int64(boot), true
	case uptime < 0 && date < 0 && boot > 0:
		return date, true // at least: the machine was booted later, and yet the date is earlier
	}
	return 0, false
}
