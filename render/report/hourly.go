package report

import "math"

const (
	hour     = 3_600_000              // ms
	maxHours = int(Span/1e6/hour) + 1 // that a window touches
	maxPairs = maxHours * (maxHours - 1) / 2
)

// fitter holds the medians of the hours of one series, and the room to work on them. Its zero value is ready; it is
// used again and again so that fitting allocates nothing.
type fitter struct {
	first  int64 // the hour of medians[0], hours since 1970
	length int
	median [maxHours]float64 // NaN for an hour without values
	sorted [maxHours]float64
	slopes [maxPairs]float64
	bucket []float64
}

// load takes the medians of the whole hours, UTC, of a series. Hours on the clock, not back from the newest sample:
// so what is worked out from them stays the same until the next hour is over. The first hour counts when no sample can
// be missing before it, the last when none is due any more.
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
