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
	leastDue       = 60_000  // ms: a few samples by hand, seconds apart, promise no more of them; cron knows minutes
	leastCadences  = 20      // the x range is never shorter
	gapCadences    = 1.5     // a longer spacing is a gap
)

// Interval is a stretch of time, in ms since 1970.
type Interval struct{ From, To int64 }

// leftOut counts the rows that arrange does not show.
type leftOut struct {
	doubled int // of several rows with one date all but the one stored last
	old     int // before the span
	ahead   int // in the future
	kept    int // in the future, but shown: so are most of the host's
}

// arrange puts the rows that are shown into the order of their dates, and counts the others.
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
		d.gather(kept)
	}
	return out
}

// future is by how much a date must be ahead of the clock before it makes no sense: more than any zone's offset.
const future = 24 * time.Hour

// end returns the date after which samples are left out, as one of them would push all others out of the span. Where
// most samples are that far ahead it is the machine's clock that is wrong, and none is.
func (d *Decoder) end(now time.Time) int64 {
	if d.ahead(now)*2 > len(d.times) {
		return math.MaxInt64
	}
	return now.Add(future).UnixMilli()
}

func (d *Decoder) ahead(now time.Time) (n int) {
	latest := now.Add(future).UnixMilli()
	for _, date := range d.times {
		if date > latest {
			n++
		}
	}
	return n
}

// gather keeps the rows named, in that order.
func (d *Decoder) gather(rows []int) {
	d.pattern.usable = false // it leads into the columns that are replaced
	for i, c := range d.columns {
		if c == nil {
			continue
		}
		sorted := d.newColumn()
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

// gaps returns where samples are missing between ascending times, and how many. What is missing is judged by the
// spacings around, so that a cadence that was changed leaves no gaps in the time before. A gap begins and ends half
// of such a spacing away from its samples, so that a sample between two gaps has room.
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

// spacingAround returns what is usual near the spacing that ends with times[i]: the median of those before it or of
// those after it, whichever is longer, as the cadence may just have been changed; the cadence where there are too few.
func spacingAround(times []int64, i int, cadence int64) int64 {
	const near, fewest = 6, 3
	usual := int64(0)
	for _, side := range [][]int64{times[max(0, i-1-near):i], times[i:min(len(times), i+near+1)]} {
		var spacings [near]int64
		n := 0
		for j := 1; j < len(side); j++ {
			spacings[n] = side[j] - side[j-1]
			n++
		}
		if n >= fewest {
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
	return Interval{min(first, last-leastCadences*cadence), last}
}

// rebootSlack is by how much boot times may differ without a reboot: they are worked out from clocks that are set.
const rebootSlack = 60_000 // ms

// maxReboots is how many are marked, the newest: documents may claim one at each sample.
const maxReboots = 24

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
	return list[max(0, len(list)-maxReboots):]
}
