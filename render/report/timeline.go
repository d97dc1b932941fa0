package report

import (
	"cmp"
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
	leastDue       = 60_000  // ms: samples taken by hand may be seconds apart, and no more need follow; cron's are not
	minCadences    = 20      // the x range is never shorter
	gapCadences    = 1.5     // a longer spacing is a gap
)

// Interval is a stretch of time, in ms since 1970.
type Interval struct{ From, To int64 }

// leftOut counts the rows that are not shown.
type leftOut struct {
	doubled int // of several rows with one date all but the one stored last
	old     int // before the span
	ahead   int // in the future
	kept    int // in the future, but shown, as most of the host's rows are
}

// arrange sorts the rows that are shown by their dates, removes the others, and counts them.
func (d *Decoder) arrange(now time.Time) (out leftOut) {
	order := make([]int, 0, len(d.times))
	end := d.end(now)
	for row, date := range d.times {
		if date <= end {
			order = append(order, row)
		} else {
			out.ahead++
		}
	}
	if end == math.MaxInt64 {
		out.kept = d.ahead(now)
	}
	byDate := func(a, b int) int { return cmp.Compare(d.times[a], d.times[b]) }
	if !slices.IsSortedFunc(order, byDate) {
		slices.SortStableFunc(order, byDate)
	}
	kept := order[:0]
	for i, row := range order {
		switch {
		case d.times[row] < d.times[order[len(order)-1]]-Span.Milliseconds():
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

// end returns the date after which samples are left out, as one of them would push all others out of the span. If most
// samples are that far ahead, the machine's clock is wrong, and none is left out.
func (d *Decoder) end(now time.Time) int64 {
	if d.ahead(now)*2 > len(d.times) {
		return math.MaxInt64
	}
	return now.Add(future).UnixMilli()
}

// ahead returns how many samples are in the future.
func (d *Decoder) ahead(now time.Time) (n int) {
	latest := now.Add(future).UnixMilli()
	for _, date := range d.times {
		if date > latest {
			n++
		}
	}
	return n
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

// cadence returns the median spacing, in ms, of the last cadenceSamples of ascending times; five minutes for fewer than three.
func cadence(times []int64) int64 {
	if len(times) < 3 {
		return defaultCadence
	}
	last := times[max(0, len(times)-cadenceSamples):]
	spacings := make([]int64, 0, cadenceSamples-1)
	for i := 1; i < len(last); i++ {
		spacings = append(spacings, last[i]-last[i-1])
	}
	slices.Sort(spacings)
	return max(1, spacings[len(spacings)/2])
}

// gaps returns where samples are missing between ascending times, and how many. A spacing is compared with those around
// it, so that there are no gaps before the cadence was changed. A gap begins and ends half of such a spacing away from its
// samples, so that a sample between two gaps has a width.
func gaps(times []int64, cadence int64) (list []Interval, missing int) {
	before := cadence
	for i := 1; i < len(times); i++ {
		spacing := times[i] - times[i-1]
		suspect := float64(spacing) > gapCadences*float64(min(before, cadence))
		before = spacing
		if !suspect {
			continue
		}
		around := spacingAround(times, i, cadence)
		if float64(spacing) <= gapCadences*float64(around) {
			continue
		}
		list = append(list, Interval{times[i-1] + around/2, times[i] - around/2})
		missing += max(1, int(math.Round(float64(spacing)/float64(around)))-1)
	}
	return list, missing
}

// spacingAround returns the usual spacing near the one that ends with times[i]: the median of those before it or of those
// after it, whichever is longer, as the cadence may have changed there; the cadence if there are too few.
func spacingAround(times []int64, i int, cadence int64) int64 {
	const near, enough = 6, 3
	usual := int64(0)
	for _, side := range [][]int64{times[max(0, i-1-near):i], times[i:min(len(times), i+near+1)]} {
		var spacings [near]int64
		n := 0
		for j := 1; j < len(side); j++ {
			spacings[n] = side[j] - side[j-1]
			n++
		}
		if n >= enough {
			slices.Sort(spacings[:n])
			usual = max(usual, spacings[(n-1)/2])
		}
	}
	return cmp.Or(usual, cadence)
}

// extent returns the x range for ascending times.
func extent(times []int64, cadence int64) Interval {
	if len(times) == 0 {
		return Interval{}
	}
	first, last := times[0], times[len(times)-1]
	return Interval{min(first, last-minCadences*cadence), last}
}

// rebootSlack is by how much boot times may differ without a reboot: they are computed from clocks that are adjusted.
const rebootSlack = 60_000 // ms

// maxReboots is how many reboots are shown, the newest: a document may claim one at each sample.
const maxReboots = 24

// reboots returns the boot times within the times shown. Samples without a boot time are skipped.
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
	return list[max(0, len(list)-maxReboots):]
}
