package report

import (
	"math"
	"time"
)

const (
	maxClockError = 60_000         // ms: by how much date and uptime may disagree while nobody sets the clock
	maxElapsed    = 60 * 60 * 1000 // ms of uptime between two samples stored one after the other: a longer one may be another boot's
)

// wrongDates are the rows whose dates are from a clock that was set back later.
type wrongDates struct {
	rows []bool // nil for none
	// future tells that rows are dated after the one stored last, and in the future. Whether those are wrong depends on the clock.
	future bool
}

func (w *wrongDates) has(row int) bool { return w.rows != nil && w.rows[row] }

func (w *wrongDates) add(row, rows int) {
	if w.rows == nil {
		w.rows = make([]bool, rows)
	}
	w.rows[row] = true
}

// wrongDates returns the rows that must not pass for the newest, though their dates are the latest: the state of now is that
// of the sample stored last. A sample that is stored after one with a later date does not prove by itself that the clock was
// set back: it may be from the spool, or an import. It does if one of these is true:
//
//   - The uptime went on by some minutes while the date went back. Or the machine was booted again, later by its own clock, and
//     the date is earlier: one without a battery for its clock begins with the time that it saved last. All rows before are
//     wrong that are not dated before the first one by the new clock, until the clock is set forward again.
//   - The date is in the future, and that of the sample stored last is not. This is all there is if a document has no uptime,
//     or if the machine was booted again while the clock was ahead.
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

// addSetBack adds the rows that were dated by a clock which was ahead of the one of the row stored last, by what the uptimes
// say, and whose dates came again.
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
				switch ahead -= step; {
				case !ok:
					ahead, again = 0, math.MaxInt64
				case ahead <= maxClockError:
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
	case math.Abs(boot) <= maxClockError:
		return 0, true
	case uptime > 0 && uptime <= maxElapsed:
		return int64(boot), true
	case uptime < 0 && date < 0 && boot > 0:
		return date, true // at least: the machine was booted later, and yet the date is earlier
	}
	return 0, false
}
