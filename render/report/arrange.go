package report

import (
	"cmp"
	"slices"
	"time"
)

// leftOut counts the rows that are not shown.
type leftOut struct {
	doubled int // of several rows with one date all but the one stored last
	old     int // before the span
	ahead   int // in the future
	kept    int // in the future, but shown, as most of the host's rows are
	setBack int // by a clock that was set back later
}

// arrange sorts the rows that are shown by their dates, removes the others, and counts them. wrong are rows to remove.
func (d *Decoder) arrange(now time.Time, wrong *wrongDates) (out leftOut) {
	order := make([]int, 0, len(d.times))
	latest := now.Add(future).UnixMilli()
	rows, ahead := d.ahead(latest, wrong)
	for row, date := range d.times {
		switch {
		case date > latest && (wrong.has(row) || 2*ahead <= rows):
			out.ahead++
		case wrong.has(row):
			out.setBack++
		default:
			order = append(order, row)
		}
	}
	if 2*ahead > rows {
		out.kept = ahead
	}
	byDate := func(a, b int) int { return cmp.Compare(d.times[a], d.times[b]) }
	if !slices.IsSortedFunc(order, byDate) {
		slices.SortStableFunc(order, byDate)
	}
	kept := order[:0]
	for i, row := range order {
		switch {
		case d.times[row] < d.times[order[len(order)-1]]-d.Span.Milliseconds():
			out.old++
		case i+1 < len(order) && d.times[order[i+1]] == d.times[row]:
			out.doubled++
		default:
			kept = append(kept, row)
		}
	}
	if len(kept) < len(d.times) || !slices.IsSorted(kept) {
		d.keepRows(kept)
	}
	return out
}

// future is how far ahead of the clock a date may be: farther than any time zone's offset.
const future = 24 * time.Hour

// ahead returns how many rows are dated after the latest date that can be right, of how many whose clock is not known to be
// wrong. They are left out, as one of them would push all others out of the span. But if most are that far ahead, it is
// not these that are wrong but the clock of the machine, or ours, and none is left out.
func (d *Decoder) ahead(latest int64, wrong *wrongDates) (rows, ahead int) {
	for row, date := range d.times {
		if !wrong.has(row) {
			rows++
			if date > latest {
				ahead++
			}
		}
	}
	return rows, ahead
}

// keepRows keeps these rows, in this order.
func (d *Decoder) keepRows(rows []int) {
	d.pattern.usable = false // it writes into the columns that are replaced
	for i, c := range d.columns {
		if c == nil {
			continue
		}
		kept := d.newColumn()
		for to, from := range rows {
			kept[to] = c[from]
		}
		d.columns[i] = kept
		d.spare = append(d.spare, c)
	}
	times := make([]int64, len(rows))
	for to, from := range rows {
		times[to] = d.times[from]
	}
	d.times = append(d.times[:0], times...)
}

const (
	zoneStep  = 15 * time.Minute // the offsets of all zones in use are multiples of it
	zoneSlack = 2 * time.Minute  // between the reading of the clock and the making of the _id
	maxZone   = 14 * time.Hour
)

// takeOutZones corrects dates that are local time written as if it were UTC, as the 2014 article's program does. The driver
// puts the time into an _id: where the date differs from that by a zone's offset, the offset is subtracted. If many dates
// differ by something else, as after an import, the _ids tell nothing and the dates stay. It returns the offsets that were
// subtracted, the most recent last.
func (d *Decoder) takeOutZones() (offsets []time.Duration) {
	strange := 0
	for i, date := range d.times {
		if _, ok := zoneOffset(date, d.idTimes[i]); !ok {
			strange++
		}
	}
	if strange*10 > len(d.times) {
		return nil
	}
	for i, date := range d.times {
		offset, ok := zoneOffset(date, d.idTimes[i])
		if !ok || offset == 0 {
			continue
		}
		d.times[i] -= offset.Milliseconds()
		if n := len(offsets); n == 0 || offsets[n-1] != offset {
			offsets = append(offsets, offset)
		}
	}
	return offsets
}

// zoneOffset returns by how much a date is ahead of its _id's time; ok tells whether that can be a zone's offset. Without
// such a time the offset is 0.
func zoneOffset(date, idTime int64) (offset time.Duration, ok bool) {
	if idTime == 0 {
		return 0, true
	}
	ahead := time.Duration(min(max(date-idTime, -maxZone.Milliseconds()*2), maxZone.Milliseconds()*2)) * time.Millisecond
	offset = ahead.Round(zoneStep)
	return offset, (ahead-offset).Abs() <= zoneSlack && offset.Abs() <= maxZone
}
