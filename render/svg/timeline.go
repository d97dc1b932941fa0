package svg

import (
	"math"
	"time"
)

// Samples are when a host was sampled. Times are ms since 1970.
type Samples struct {
	Times    []int64 // ascending
	From, To int64   // of the time axis
	Cadence  int64   // the spacing of samples
	Gaps     []Interval
	Reboots  []int64
}

// Interval is a stretch of time.
type Interval struct{ From, To int64 }

// buckets is into how many stretches samples are divided. Of each, a line shows the lowest and the highest value, so
// that spikes are seen.
const buckets = 75

// Timeline draws the charts of one host, which have the samples and the time axis in common.
type Timeline struct {
	from, span  int64
	x           []int // of each sample
	halfCadence int   // in units
	buckets     []bucket
	points      []point // the memory of the line that is drawn

	// What is the same in all charts: elements, but for grid, which is path data.
	gaps, grid, labels, reboots, rebootLabels []byte
}

// bucket is a stretch of samples, from included and to not.
type bucket struct {
	from, to int
	afterGap bool
}

// NewTimeline returns the timeline of a host.
func NewTimeline(s Samples) *Timeline {
	t := &Timeline{from: s.From, span: s.To - s.From}
	if t.span > 0 && len(s.Times) > 0 {
		t.divide(s)
		t.drawGaps(s.Gaps)
		t.drawTimeAxis(s)
		t.drawReboots(s.Reboots)
	}
	return t
}

// divide places the samples and divides them into buckets. A gap ends a bucket.
func (t *Timeline) divide(s Samples) {
	units := plotWidth / float64(t.span)
	t.halfCadence = max(1, int(math.Round(float64(s.Cadence)*units/2)))
	size := 1
	if len(s.Times) > 2*buckets {
		size = (len(s.Times) + buckets - 1) / buckets
	}
	t.x = make([]int, 0, len(s.Times))
	gap := 0
	for i, at := range s.Times {
		t.x = append(t.x, int(math.Round(float64(at-t.from)*units)))
		for gap < len(s.Gaps) && s.Gaps[gap].To <= at {
			gap++
		}
		afterGap := gap > 0 && i > 0 && s.Gaps[gap-1].From >= s.Times[i-1]
		if n := len(t.buckets); n > 0 && !afterGap && i-t.buckets[n-1].from < size {
			t.buckets[n-1].to = i + 1
			continue
		}
		t.buckets = append(t.buckets, bucket{i, i + 1, afterGap})
	}
}

// left returns the x of a time within the axis, in units.
func (t *Timeline) left(at int64) int {
	share := float64(at-t.from) / float64(t.span)
	return int(math.Round(max(0, min(1, share)) * plotWidth))
}

// share returns where a time is, in percent from the left.
func (t *Timeline) share(at int64) float64 {
	return 100 * float64(at-t.from) / float64(t.span)
}

// drawTimeAxis makes the lines and the labels of the ticks.
func (t *Timeline) drawTimeAxis(s Samples) {
	t.labels = append(t.labels, `<g class="x" text-anchor="middle">`...)
	for _, tick := range timeTicks(s.From, s.To) {
		t.grid = appendVertical(t.grid, t.left(tick.at))
		t.labels = appendText(t.labels, tick.class, t.share(tick.at), 100, tick.label)
	}
	t.labels = append(t.labels, `</g>`...)
}

// timeTick is a tick of a time axis.
type timeTick struct {
	at    int64 // ms since 1970
	label string
	class string
}

// The classes of labels: of a day, which is named, and of those that are left out where there is little room.
const (
	classDay  = "day"
	classFine = "fine"
)

// maxTimeSteps is how many steps there are between the ticks of a time axis at most: 48 hours have ticks each 6 hours, and so
// has what the page script adds to them when a host is late.
const maxTimeSteps = 10

// timeSteps are the distances that ticks may have, in seconds, of days the last ones. Ticks of several days are at days whose
// number since 1970 they divide.
var timeSteps = [...]int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
	86400, 2 * 86400, 7 * 86400, 14 * 86400}

// monthSteps are the distances in months that ticks have where these are too short. They are counted from January.
var monthSteps = [...]int{1, 2, 3, 6, 12, 60}

// monthLength is that of a short month, in ms.
const monthLength = 28 * 24 * 60 * 60 * 1000

// timeTicks returns the ticks of a time axis in UTC, as the viewer's zone is not known here.
func timeTicks(from, to int64) []timeTick {
	for _, seconds := range timeSteps {
		if (to-from)/(seconds*1000) <= maxTimeSteps {
			return ticksOfDays(from, to, seconds*1000)
		}
	}
	for _, months := range monthSteps {
		if (to-from)/(int64(months)*monthLength) <= maxTimeSteps {
			return ticksOfMonths(from, to, months)
		}
	}
	return nil
}

// ticksOfDays returns ticks that are up to some days apart.
func ticksOfDays(from, to, step int64) (list []timeTick) {
	day := (24 * time.Hour).Milliseconds()
	layout := "15:04"
	if to-from < (10 * time.Minute).Milliseconds() {
		layout = "15:04:05"
	}
	for at := (from + step - 1) / step * step; at <= to; at += step {
		t := time.UnixMilli(at).UTC()
		tick := timeTick{at: at, label: t.Format(layout)}
		switch {
		case at%day == 0:
			tick.label, tick.class = t.Format("Mon 2"), classDay
			if to-to%day-at > 6*day { // as the page script names days (clock.js)
				tick.label = t.Format("2 Jan")
			}
			if step > day && at/step%2 != 0 {
				tick.class = classDay + " " + classFine
			}
		case at/step%2 != 0:
			tick.class = classFine
		}
		list = append(list, tick)
	}
	return list
}

// ticksOfMonths returns ticks at the begins of months.
func ticksOfMonths(from, to int64, months int) (list []timeTick) {
	begin := time.UnixMilli(from).UTC()
	for n := int(begin.Month()) - 1; ; n++ {
		t := time.Date(begin.Year(), time.Month(n+1), 1, 0, 0, 0, 0, time.UTC)
		number := t.Year()*12 + int(t.Month()) - 1
		switch {
		case t.UnixMilli() > to:
			return list
		case t.UnixMilli() < from || number%months != 0:
			continue
		}
		tick := timeTick{at: t.UnixMilli(), label: t.Format("Jan"), class: classDay}
		if t.Month() == time.January {
			tick.label = t.Format("Jan 2006")
		}
		if number/months%2 != 0 {
			tick.class = classDay + " " + classFine
		}
		list = append(list, tick)
	}
}
