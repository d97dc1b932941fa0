package svg

import "math"

// Scale says where the ticks of a value axis may stand, and how they are labelled. The page script chooses its axes by
// the same rules (public/src/scale.js), so that nothing moves when its charts replace the pictures.
type Scale struct {
	Binary bool    // ticks at multiples of a power of two, as for bytes; else of 1, 2, 2.5 or 5 times a power of ten
	Whole  bool    // ticks at whole numbers only
	Empty  float64 // where the axis ends if all values are zero
	Label  func(v float64) string
}

// Axis is a value axis. Without a fixed top it begins and ends at ticks.
type Axis struct {
	Min, Max, Interval float64
	Mirrored           bool // below zero are values that grow downwards: ticks have no sign
}

// farthest is how far an axis goes. Foreign values may add up to infinity.
const farthest = 1e300

// Axis returns the axis for values from low, at most 0, to high, at least 0. A top other than 0 is the fixed upper end; one
// of 100 has its ticks at 25, 50 and 75.
func (s *Scale) Axis(low, high, top float64) Axis {
	low, high = max(low, -farthest), min(high, farthest)
	if top == 100 && low == 0 {
		return Axis{Min: 0, Max: 100, Interval: 25}
	}
	if low == 0 && high == 0 {
		high = s.Empty
	}
	if top > 0 {
		high = top
	}
	interval := s.interval((high - low) / 5)
	a := Axis{Min: math.Floor(low/interval) * interval, Max: math.Ceil(high/interval) * interval, Interval: interval}
	if top > 0 {
		a.Max = top
	}
	return a
}

// interval returns a distance between ticks that a person would choose, at least as long as given.
func (s *Scale) interval(shortest float64) float64 {
	if s.Binary {
		return math.Pow(2, max(0, math.Ceil(math.Log2(shortest))))
	}
	power := math.Pow(10, math.Floor(math.Log10(shortest)))
	interval := 10 * power
	for _, nice := range [...]float64{1, 2, 2.5, 5} {
		if nice*power >= shortest*0.999 {
			interval = nice * power
			break
		}
	}
	if s.Whole {
		return max(1, math.Ceil(interval))
	}
	return interval
}

// ticks returns the axis' ticks, ascending.
func (a Axis) ticks() []float64 {
	list := make([]float64, 0, 8)
	for i := 0; i <= 50; i++ { // 50 is never reached
		v := a.Min + float64(i)*a.Interval
		if v > a.Max+a.Interval/1000 {
			break
		}
		list = append(list, v)
	}
	return list
}

// plot places values on an axis.
type plot struct {
	axis Axis
	unit float64 // the height of 1
}

func newPlot(a Axis) plot { return plot{a, plotHeight / (a.Max - a.Min)} }

// height returns the y of a value. Values beyond the axis stand at the plot's edge.
func (p plot) height(v float64) int {
	switch y := (p.axis.Max - v) * p.unit; {
	case y > plotHeight:
		return plotHeight
	case y > 0:
		return int(y + 0.5)
	}
	return 0
}

// share returns where a value is, in percent from the top.
func (p plot) share(v float64) float64 {
	return 100 * (p.axis.Max - v) / (p.axis.Max - p.axis.Min)
}

func (p plot) appendTickLabels(b []byte, ticks []float64, s Scale) []byte {
	for _, v := range ticks {
		at := p.share(v)
		if p.axis.Mirrored {
			v = math.Abs(v)
		}
		b = appendText(b, "", 0, at, s.Label(v))
	}
	return b
}
