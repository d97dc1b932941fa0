package report

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Defaults of a decoder, those of the 2014 article: at most Window documents, one in each Every, from the Span before the newest
// sample.
const (
	Window = 576
	Span   = 48 * time.Hour
	Every  = 5 * time.Minute
)

// MaxSamples is how many samples of a host are read at most, whatever the configuration says: more than a year has at five
// minutes. Each takes a kilobyte of memory.
const MaxSamples = 120_000

const (
	defaultCadence = 300_000 // ms
	minDue         = 60_000  // ms: cron takes no samples more often
	minCadences    = 20      // the x range is never shorter
	gapCadences    = 1.5     // a longer spacing is a gap
)

// Interval is a stretch of time, in ms since 1970.
type Interval struct{ From, To int64 }

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

// due returns the spacing, in ms, by which lateness and silence are judged after ascending times. The first few may have been
// taken by hand, seconds apart: until there are enough, it is at least the planned one, every.
func due(times []int64, every time.Duration) int64 {
	if len(times) < cadenceSamples {
		return max(cadence(times), every.Milliseconds(), minDue)
	}
	return max(cadence(times), minDue)
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

// BootSlack is by how many ms boot times may differ without a reboot, and without a clock that was set: they are computed from
// dates and uptimes, and clocks are adjusted.
const BootSlack = 60_000

// maxReboots is how many reboots are shown, the newest: a document may claim one at each sample.
const maxReboots = 24

// reboots returns the boot times, ascending. The rows are in the order in which they were stored, as in twins: a clock that is
// set back mixes them in the order of their dates.
//
// The machine rebooted if its uptime went back. If the boot time stayed the same, the rows were stored in another order than
// taken. A boot time that moves while the uptime grows is a clock that was set: by NTP, after a pause of a virtual machine, or
// at the start of a machine without a hardware clock. Where the uptimes are missing, a later boot time is a reboot. Rows
// without either are skipped, and so are those with wrong dates: the first samples after a reboot may have them, and would
// put it at their time.
func reboots(times []int64, boots, uptimes []float64, wrong wrongDates) (list []int64) {
	beforeBoot, beforeUp := math.NaN(), math.NaN()
	before := -1 // the row before
	for i := range times {
		if wrong.has(i) {
			continue
		}
		boot, up := valueAt(boots, i), valueAt(uptimes, i)
		if math.IsNaN(boot) {
			boot = float64(times[i]) - 1000*up
		}
		if math.IsNaN(boot) {
			before = i
			continue
		}
		moved := boot - beforeBoot
		rebooted := moved > BootSlack
		if !math.IsNaN(up) && !math.IsNaN(beforeUp) {
			rebooted = up < beforeUp && math.Abs(moved) > BootSlack
		}
		if rebooted && before >= 0 {
			list = append(list, min(max(int64(boot), times[before]), times[i]))
		}
		before, beforeBoot, beforeUp = i, boot, up
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// within returns the newest of ascending reboots that lie in the time shown.
func within(reboots []int64, shown Interval) []int64 {
	reboots = slices.DeleteFunc(reboots, func(t int64) bool { return t < shown.From || t > shown.To })
	return reboots[max(0, len(reboots)-maxReboots):]
}

// valueAt returns a value of a column, NaN of nil.
func valueAt(column []float64, i int) float64 {
	if column == nil {
		return math.NaN()
	}
	return column[i]
}
