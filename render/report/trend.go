package report

import "math"

// trend is a growth that was found with confidence.
type trend struct {
	perHour float64 // percentage points
	level   float64 // of the fitted line at the end of the last hour
	toFull  float64 // hours from the end of the last hour until 100 %
	rise    float64 // percentage points, over the hours that it was seen for
	daily   bool
}

// minGrowth is what a growth must show before there is a forecast.
type minGrowth struct {
	hours int     // that it is seen for at least
	rise  float64 // percentage points at least, over these hours
}

const (
	full       = 100.0
	minHours   = 6
	shortRise  = 2.0         // percentage points, of a growth that was seen for less than a day
	farthest   = 90 * 24.0   // hours ahead
	shortAhead = 4           // a growth seen for less than a day is continued for so many times as long at most
	day        = 24          // hours
	confidence = 2.575829304 // the normal distribution's quantile for 99 % on two sides
)

// cannotGrow reports whether values differ too little for any growth that ends within so many hours. Those of most disks do.
func (d minGrowth) cannotGrow(values []float64, ahead float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return !(high-low > max(d.rise/2, (full-high)/(2*ahead/day)))
}

// trend looks for a growth in hourly values: in those of the last two days, and in the medians of the days before. What comes
// again each week is taken out first, where four weeks are known. Of two growths that are about the same, that of the days
// counts, which was observed for longer; else that of the last hours, if it is by more than files that come and go.
func (f *fitter) trend(y []float64, d minGrowth) (trend, bool) {
	fast, isFast := f.fast(newest(y, recentHours), d)
	if len(y) < minDays*day || last(y) > full-0.05 || !isFast && !mayGrow(y[lastBreak(y, certain):], d) {
		return fast, isFast
	}
	rhythm := f.rhythm(y)
	if rhythm != nil {
		y = f.even
		if fast, isFast = f.fast(newest(y, recentHours), d); isFast {
			fast.toFull = untilFullWeekly(rhythm, fast.level, fast.perHour)
			isFast = fast.toFull <= farthest
		}
	}
	slow, isSlow := f.slow(y[lastBreak(y, certain):], rhythm, d)
	same := fast.rise < shortRise || fast.perHour > slow.perHour/2 && fast.perHour < slow.perHour*2
	if isFast && !(isSlow && same) {
		return fast, true
	}
	return slow, isSlow
}

// newest returns the newest n values, or all if there are fewer.
func newest(y []float64, n int) []float64 { return y[max(0, len(y)-n):] }

// mayGrow reports whether hours rise enough for a growth that ends within the time that is looked ahead.
func mayGrow(y []float64, d minGrowth) bool {
	return roughRise(y) > max(d.rise, (full-last(y))*float64(len(y))/farthest)/4
}

// fast looks for a growth in hours: from day to day first, and then over shorter and shorter stretches that end
// with the last hour, so that a growth that began a few hours ago is found as well.
func (f *fitter) fast(y []float64, d minGrowth) (trend, bool) {
	y = y[lastBreak(y, certain):]
	if len(y) < minHours || y[len(y)-1] > full-0.05 {
		return trend{}, false
	}
	if t, ok := f.daily(y, d); ok {
		return t, true
	}
	for _, length := range [...]int{len(y), 24, 16, 10, minHours} {
		if length > len(y) || length < d.hours {
			continue
		}
		ahead, minRise := farthest, d.rise
		if length < day {
			ahead, minRise = float64(shortAhead*length), max(d.rise, shortRise)
		}
		if t, ok := f.steady(y, length, full, ahead, minRise); ok {
			return t, true
		}
	}
	return trend{}, false
}

// steady fits a line to the last values: the median of the slopes of all pairs (Theil 1950), with the confidence interval of
// Sen (1968). It is accepted if the interval is narrow, if each part of the stretch rises like the whole (which excludes a
// step), if the last hour is near the line, and if the window has no fall of about the same size.
//
// The end is at a percentage, and at most so far ahead. That, and the trend, are in the unit of y: hours, or days.
func (f *fitter) steady(y []float64, length int, end, ahead, minRise float64) (trend, bool) {
	start := len(y) - length
	last := y[len(y)-1]
	minRise = max(minRise, (end-last)*float64(length)/ahead/2) // half: the line may be above the last hour
	rough, fall := roughRise(y[start:]), fallFromPeak(y)
	if !(rough > minRise/2) || fall > 2*rough {
		return trend{}, false
	}
	slope, low, high, ok := f.theilSen(y[start:])
	rise := slope * float64(length)
	if !ok || rise < minRise || low < slope/2 || high > slope*2 || fall > rise/2 {
		return trend{}, false
	}
	level := f.lineAt(y[start:], slope) // at the end of the last hour
	if math.Abs(last-level+slope/2) > rise/4 || !f.partsAgree(y[start:], slope) {
		return trend{}, false
	}
	t := trend{perHour: slope, level: level, toFull: (end - level) / slope, rise: rise}
	return t, t.toFull <= ahead
}

// roughRise returns by how much the last quarter of a stretch is above the first: about three quarters of the rise of a
// line. For most stretches that is enough to exclude a growth.
func roughRise(y []float64) float64 {
	quarter := max(1, len(y)/4)
	return mean(y[len(y)-quarter:]) - mean(y[:quarter])
}

// mean returns the mean of the values that are known; NaN if none is.
func mean(y []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range y {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// partsAgree reports whether each part of a stretch rises about as the whole. A part without enough values is skipped.
func (f *fitter) partsAgree(y []float64, slope float64) bool {
	parts, known := min(4, max(2, len(y)/6)), 0
	for i := range parts {
		s, _, _, ok := f.theilSen(y[i*len(y)/parts : (i+1)*len(y)/parts])
		if ok && (s < slope*0.4 || s > slope*2.5) {
			return false
		}
		if ok {
			known++
		}
	}
	return known >= 2
}

// theilSen returns the median of the slopes, per hour, of all pairs of hours, and its confidence interval. ok is false
// when more than a third of the hours have no value.
func (f *fitter) theilSen(y []float64) (slope, low, high float64, ok bool) {
	n, pairs := 0, 0
	for i, a := range y {
		if math.IsNaN(a) {
			continue
		}
		n++
		for j := i + 1; j < len(y); j++ {
			if !math.IsNaN(y[j]) {
				f.slopes[pairs] = (y[j] - a) / float64(j-i)
				pairs++
			}
		}
	}
	if pairs == 0 || n*3 < len(y)*2 {
		return 0, 0, 0, false
	}
	slopes := f.slopes[:pairs]
	// Kendall's S has this variance; Sen counts its quantile off from both ends of the sorted slopes.
	count := float64(n)
	spread := confidence * math.Sqrt(count*(count-1)*(2*count+5)/18)
	from := max(0, int((float64(pairs)-spread)/2))
	middle, half := median(slopes), pairs/2 // median puts the lower half before the upper
	return middle, selectRank(slopes[:max(half, 1)], from), selectRank(slopes[half:], pairs-1-from-half), true
}

// lineAt returns the value, at the end of the last hour, of the line with that slope: the median of where the line
// through each hour's middle would be.
func (f *fitter) lineAt(y []float64, slope float64) float64 {
	ends := f.sorted[:0]
	for i, v := range y {
		if !math.IsNaN(v) {
			ends = append(ends, v+slope*(float64(len(y)-i)-0.5))
		}
	}
	return median(ends)
}

// fallFromPeak returns by how much values are below an earlier one at most.
func fallFromPeak(y []float64) float64 {
	peak, fall := math.Inf(-1), 0.0
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		peak = max(peak, v)
		fall = max(fall, peak-v)
	}
	return fall
}
