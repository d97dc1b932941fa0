package report

import (
	"math"
	"time"
)

// forecastSpan is the time before the newest sample that forecasts look at, whatever a page shows: what they find must not
// depend on how long samples are kept.
const forecastSpan = 48 * time.Hour

const (
	hour        = 3_600_000                      // ms
	recentHours = int(forecastSpan/1e6/hour) + 1 // hours that it is in
	pastHours   = 60 * day                       // hours before the end of an hour that it is judged by, where there is history
	maxFitted   = 62                             // points that a line is fitted to: recentHours, or the days of pastHours
)

// fitter has the values of one series by hour, and memory to fit trends to them. Its zero value is ready. It is used for
// one series after the other, so that fitting does not allocate. It is not safe for concurrent use.
type fitter struct {
	first int64     // the hour of hours[0], hours since 1970
	hours []float64 // NaN for an hour without values

	// Scratch.
	sorted  [maxFitted]float64
	slopes  [maxFitted * (maxFitted - 1) / 2]float64
	bucket  []float64     // the values of one hour
	scratch []float64     // of any length
	days    []float64     // medians of days
	off     []float64     // deviations from weeks, the newest first
	levels  []float64     // medians of weeks, the newest first
	even    []float64     // hours without the rhythm of the week
	pattern [week]float64 // the rhythm of the week
}

// load computes the medians of the whole hours of a series. They are hours of the clock, UTC, not counted back from the
// newest sample, so that a forecast stays the same until the next hour is over. The first hour counts if no sample before
// it can be missing, the last if none is due any more.
func (f *fitter) load(times []int64, values []float64, cadence int64) {
	f.hours = f.hours[:0]
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
		if place >= int64(recentHours) || (at+1)*hour-newest > cadence {
			return
		}
		for len(f.hours) < int(place) {
			f.hours = append(f.hours, math.NaN())
		}
		f.hours = append(f.hours, median(f.bucket))
	}
}

func floorHour(ms int64) int64 {
	h := ms / hour
	if ms%hour < 0 {
		h--
	}
	return h
}
