package report

import (
	"math"
	"slices"
	"time"
)

// Window is how many documents a page shows at most, and Span how far before its newest sample it begins at most:
// the article's 576 documents, 48 hours at five minutes.
const (
	Window = 576
	Span   = 48 * time.Hour
)

const (
	defaultCadence = 300_000 // ms
	leastCadences  = 20      // the x range is never shorter
	gapCadences    = 1.5     // a longer spacing is a gap
)

// Interval is a stretch of time, in ms since 1970.
type Interval struct{ From, To int64 }

// arrange puts the rows into the order of their dates. Of several rows with one date the one stored last stays, and
// rows before the span are left out. It returns how many there were of one date.
func (d *Decoder) arrange() (doubled int) {
	order := make([]int, len(d.times))
	for i := range order {
		order[i] = i
	}
	if !slices.IsSorted(d.times) {
		slices.SortStableFunc(order, func(a, b int) int { return int(sign(d.times[a] - d.times[b])) })
	}
	kept := order[:0]
	for i, row := range order {
		switch {
		case d.times[row] < d.times[order[len(order)-1]]-Span.Milliseconds():
		case i+1 < len(order) && d.times[order[i+1]] == d.times[row]:
			doubled++
		default:
			kept = append(kept, row)
		}
	}
	if len(kept) < len(d.times) || !slices.IsSorted(kept) {
		d.gather(kept)
	}
	return doubled
}

func sign(v int64) int64 {
	switch {
	case v < 0:
		return -1
	case v > 0:
		return 1
	}
	return 0
}

// gather keeps the rows named, in that order.
func (d *Decoder) gather(rows []int) {
	for i, c := range d.columns {
		if c == nil {
			continue
		}
		sorted := d.blank()
		for to, from := range rows {
			sorted[to] = c[from]
		}
		d.columns[i] = sorted
		d.spare = append(d.spare, c)
	}
	times := make([]int64, len(rows))
	for to, from := range rows {
		times[to] = d.times[from]
	}
	d.times = append(d.times[:0], times...)
}

const (
	zoneStep  = 15 * time.Minute // all zones in use are multiples of it
	zoneSlack = 2 * time.Minute  // between the reading of the clock and the making of the _id
	zoneMost  = 14 * time.Hour
)

// takeOutZones corrects dates that are local time written as if it were UTC, as the 2014 article's program does.
// Its witness is the time that the driver puts into an _id: where that differs from the date by a zone's offset, the
// offset is taken out. If many differ by something else, as after an import, the _ids are no witnesses and the dates
// stay. It returns the offsets that were taken out, the most recent last.
func (d *Decoder) takeOutZones() (offsets []time.Duration) {
	strange := 0
	for i, date := range d.times {
		if _, ok := zoneOffset(date, d.made[i]); !ok {
			strange++
		}
	}
	if strange*10 > len(d.times) {
		return nil
	}
	for i, date := range d.times {
		offset, ok := zoneOffset(date, d.made[i])
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

// zoneOffset returns by how much a date is ahead of its _id's time, if that can be a zone's offset; 0 where there is
// no such time.
func zoneOffset(date, made int64) (time.Duration, bool) {
	if made == 0 {
		return 0, true
	}
	ahead := time.Duration(min(max(date-made, -zoneMost.Milliseconds()*2), zoneMost.Milliseconds()*2)) * time.Millisecond
	offset := ahead.Round(zoneStep)
	return offset, (ahead-offset).Abs() <= zoneSlack && offset.Abs() <= zoneMost
}

// cadence returns the median spacing, in ms, of the last 12 of ascending times; five minutes for fewer than three.
func cadence(times []int64) int64 {
	if len(times) < 3 {
		return defaultCadence
	}
	last := times[max(0, len(times)-12):]
	spacings := make([]int64, 0, 11)
	for i := 1; i < len(last); i++ {
		spacings = append(spacings, last[i]-last[i-1])
	}
	slices.Sort(spacings)
	return max(1, spacings[len(spacings)/2])
}

// gaps returns where samples are missing between ascending times, and how many. A gap begins and ends half a cadence
// away from the samples around it, so that a sample between two gaps has room.
func gaps(times []int64, cadence int64) (list []Interval, missing int) {
	for i := 1; i < len(times); i++ {
		spacing := times[i] - times[i-1]
		if float64(spacing) <= gapCadences*float64(cadence) {
			continue
		}
		list = append(list, Interval{times[i-1] + cadence/2, times[i] - cadence/2})
		missing += max(1, int(math.Round(float64(spacing)/float64(cadence)))-1)
	}
	return list, missing
}

// extent returns the x range for ascending times.
func extent(times []int64, cadence int64) Interval {
	if len(times) == 0 {
		return Interval{}
	}
	first, last := times[0], times[len(times)-1]
	return Interval{min(first, last-leastCadences*cadence), last}
}

// rebootSlack is by how much boot times may differ without a reboot: they are worked out from clocks that are set.
const rebootSlack = 60_000 // ms

// reboots returns the boot times that lie within the times shown. Samples without a boot time are passed over.
func reboots(times []int64, boots []float64) (list []int64) {
	before := math.NaN()
	for i, boot := range boots {
		if math.IsNaN(boot) {
			continue
		}
		if boot-before > rebootSlack && i > 0 {
			list = append(list, min(max(int64(boot), times[i-1]), times[i]))
		}
		before = boot
	}
	return list
}
