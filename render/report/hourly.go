package report

import (
	"math"
	"time"
)

// forecastSpan is the time before the newest sample that forecasts look at, whatever a page shows: what they find must not
// depend on how long samples are kept.
const forecastSpan = 48 * time.Hour

const (
	hour     = 3_600_000                      // ms
	maxHours = int(forecastSpan/1e6/hour) + 1 // hours that it is in
	maxPairs = maxHours * (maxHours - 1) / 2
)

// fitter has the hourly medians of one series, and memory to fit trends to them. Its zero value is ready. It is used for
// one series after the other, so that fitting does not allocate. It is not safe for concurrent use.
type fitter struct {
	first  int64 // the hour of medians[0], hours since 1970
	length int
	median [maxHours]float64 // NaN for an hour without values
	sorted [maxHours]float64 // scratch
	slopes [maxPairs]float64 // scratch
	bucket []float64         // scratch: the values of one hour
}

// load computes the medians of the whole hours of a series. They are hours of the clock, UTC, not counted back from the
// newest sample, so that a forecast stays the same until the next hour is over. The first hour counts if no sample before
// it can be missing, the last if none is due any more.
func (f *fitter) load(times []int64, values []float64, cadence int64) {
	f.length = 0
	if len(times) == 0 {
		return
	}
	f.first = floorHour(times[0]-cadence) + 1
	newest := times[len(times)-1]
	for i := 0; i < len(times); {
		at := floorHour(times[i])
		f.bucket = f.bucket[:0]
		for ; i < len(times) && floorHour(times[i]) == at; i++ {
			if !math.IsNaN(values[i]) {
				f.bucket = append(f.bucket, values[i])
			}
		}
		place := at - f.first
		if place < 0 {
			continue
		}
		if place >= int64(maxHours) || (at+1)*hour-newest > cadence {
			return
		}
		for ; f.length < int(place); f.length++ {
			f.median[f.length] = math.NaN()
		}
		f.median[f.length] = median(f.bucket)
		f.length++
	}
}

// hours returns the medians, the oldest first.
func (f *fitter) hours() []float64 { return f.median[:f.length] }

// end returns when the last of the hours is over, ms since 1970.
func (f *fitter) end() int64 { return (f.first + int64(f.length)) * hour }

func floorHour(ms int64) int64 {
	h := ms / hour
	if ms%hour < 0 {
		h--
	}
	return h
}
