package render

import (
	"math"
	"slices"

	"psmonitor/render/report"
)

// The box of a static chart's plot, in the units of its paths, and into how many buckets its samples are divided: of
// each, the lowest and the highest value are drawn, so that spikes stay.
const (
	plotWidth   = 600
	plotHeight  = 240
	plotBuckets = 75
)

// frame is what the static charts of one host share: where each sample stands, and which of them are drawn as one.
type frame struct {
	extent  report.Interval
	x       []int // of each sample, in units
	half    int   // half a cadence, in units
	buckets []bucket

	ticks []timeTick

	picks []pick    // scratch
	total []float64 // scratch: of a stack, the sum at each sample
	sums  []float64 // scratch: of a stack, the sum up to a layer at each pick
	y     []int     // scratch: at each pick
	data  []byte    // scratch: of one path
}

// bucket is a stretch of samples, from included and to not. Between it and the one before it may be a gap.
type bucket struct {
	from, to int
	broken   bool
}

// pick is a sample that is drawn. broken tells that no line leads to it from the one before.
type pick struct {
	row    int
	broken bool
}

// reset begins a host. The frame's zero value is ready for it.
func (f *frame) reset(h *report.Host) {
	f.extent, f.buckets, f.ticks = h.Extent, f.buckets[:0], nil
	f.x = slices.Grow(f.x[:0], len(h.Times))[:len(h.Times)]
	if h.Extent.To <= h.Extent.From {
		return
	}
	f.ticks = timeTicks(h.Extent.From, h.Extent.To)
	units := plotWidth / float64(h.Extent.To-h.Extent.From)
	f.half = max(1, int(math.Round(float64(h.Cadence)*units/2)))
	per := max(1, (len(h.Times)+plotBuckets-1)/plotBuckets)
	if len(h.Times) <= 2*plotBuckets {
		per = 1
	}
	gap := 0
	for i, t := range h.Times {
		f.x[i] = int(math.Round(float64(t-h.Extent.From) * units))
		for gap < len(h.Gaps) && h.Gaps[gap].To <= t {
			gap++
		}
		broken := gap > 0 && i > 0 && h.Gaps[gap-1].From >= h.Times[i-1]
		if n := len(f.buckets); n > 0 && !broken && i-f.buckets[n-1].from < per {
			f.buckets[n-1].to = i + 1
			continue
		}
		f.buckets = append(f.buckets, bucket{i, i + 1, broken})
	}
}

// pick chooses the samples of a line that are drawn, into f.picks: of each bucket the lowest and the highest, in the
// order in which they came. A sample without a value breaks the line.
func (f *frame) pick(values []float64) {
	f.picks = f.picks[:0]
	if len(values) == 0 {
		return
	}
	none, gap, before := -1, -1, -1 // the last samples without a value, after a gap, and picked
	add := func(row int) {
		broken := gap > before || none > before && slices.ContainsFunc(values[before+1:row], math.IsNaN)
		f.picks = append(f.picks, pick{row, broken})
		before = row
	}
	for _, b := range f.buckets {
		if b.broken {
			gap = b.from
		}
		low, high, missing := extremes(values[b.from:b.to])
		if missing {
			none = b.from + lastNaN(values[b.from:b.to])
		}
		if low < 0 {
			continue
		}
		add(b.from + min(low, high))
		if low != high {
			add(b.from + max(low, high))
		}
	}
}

// lastNaN returns where the last missing value is, of which there must be one.
func lastNaN(values []float64) int {
	at := len(values) - 1
	for values[at] == values[at] {
		at--
	}
	return at
}

// appendPath appends path data through f.picks at the heights f.y. With a floor other than negative, the path goes
// round the area above that height. A sample that stands alone is as wide as a cadence, so that it can be seen.
func (f *frame) appendPath(b []byte, floor int) []byte {
	for from := 0; from < len(f.picks); {
		to := from + 1
		for to < len(f.picks) && !f.picks[to].broken {
			to++
		}
		b = f.appendSegment(b, from, to, floor)
		from = to
	}
	return b
}

func (f *frame) appendSegment(b []byte, from, to, floor int) []byte {
	x, y := f.x[f.picks[from].row], f.y[from]
	alone := to-from == 1
	if alone {
		x -= f.half
	}
	start := x
	b = append(b, 'M')
	b = appendInt(b, int64(x))
	b = appendNumber(b, y)
	if alone {
		b = append(b, 'h')
		b = appendInt(b, int64(2*f.half))
	} else {
		b = append(b, 'l')
		for i := from + 1; i < to; i++ {
			if f.y[i] == y && i+1 < to && f.y[i+1] == y {
				continue // within a level stretch
			}
			toX := f.x[f.picks[i].row]
			if last := b[len(b)-1]; last == 'l' {
				b = appendInt(b, int64(toX-x))
			} else {
				b = appendNumber(b, toX-x)
			}
			b = appendNumber(b, f.y[i]-y)
			x, y = toX, f.y[i]
		}
	}
	if floor >= 0 {
		b = append(b, 'V')
		b = appendInt(b, int64(floor))
		b = append(b, 'H')
		b = appendInt(b, int64(start))
		b = append(b, 'z')
	}
	return b
}
