package report

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Forecast says when something will be used up if it goes on growing as it does. There is none where nothing grows,
// and none where that cannot be told with confidence.
//
// Method: medians of the hours; their growth from day to day at the same hour (Hirsch, Slack and Smith 1982), or else
// the median slope of all pairs of hours (Theil 1950) with its confidence interval (Sen 1968), each held against its
// own parts. See daily and steady. The documents alone decide, never the clock. States go by an outlook, not by this.
type Forecast struct {
	Kind    string    // "disk", "inodes" or "memory"
	Subject string    // the mount, cleaned; "memory"
	Full    time.Time // when nothing is free; UTC
	PerDay  float64   // by how many percentage points it grows
}

// The kinds of forecasts.
const (
	kindDisk   = "disk"
	kindInodes = "inodes"
	kindMemory = "memory"
)

// demands are what each kind must show. A program that starts fills its memory for hours and then stops, so a leak is
// told after a day only.
var (
	demandDisk   = demand{hours: leastHours, rise: leastRise}
	demandMemory = demand{hours: day, rise: 5}
)

// forecast fills in the host's forecasts, the nearest first, and the outlooks of what comes near the level, in hours.
func (h *Host) forecast(near Level) {
	add := func(kind string, m named, d demand) {
		if c, ok := h.foresee(m.values, d); ok {
			c.Kind, c.Subject = kind, m.name
			h.Forecasts = append(h.Forecasts, c)
		}
		if o := h.lookBack(m.values, d, near); o != nil {
			o.kind, o.name = kind, m.name
			h.outlooks = append(h.outlooks, o)
		}
	}
	for _, m := range h.space() {
		add(kindDisk, m, demandDisk)
	}
	for _, m := range h.inodes() {
		add(kindInodes, m, demandDisk)
	}
	if used := h.memoryTaken(); used != nil {
		add(kindMemory, named{"memory", used}, demandMemory)
	}
	slices.SortStableFunc(h.Forecasts, func(a, b Forecast) int { return a.Full.Compare(b.Full) })
}

// foresee returns the forecast for a percentage in use; its kind and subject are left to the caller.
func (h *Host) foresee(used []float64, d demand) (Forecast, bool) {
	if d.hopeless(used, farthest) {
		return Forecast{}, false
	}
	f := &h.decoder.fitter
	f.load(h.Times, used, h.Cadence)
	t, ok := f.trend(f.hours(), d)
	if now := last(used); !ok || math.IsNaN(now) || t.givenBack(now, float64(h.Last()-f.end())/hour) {
		return Forecast{}, false
	}
	return Forecast{Full: time.UnixMilli(f.end() + int64(t.toFull*hour)).UTC(), PerDay: t.perHour * day}, true
}

// memoryTaken returns the percentage of memory that is not available; nil if that is not known.
func (h *Host) memoryTaken() []float64 {
	if h.available == nil {
		return nil
	}
	return h.used
}

// in returns how far ahead the end is, seen from a time in ms since 1970, as people say it.
func (f *Forecast) in(at int64) string { return inHours(f.Full.Sub(time.UnixMilli(at)).Hours()) }

func inHours(left float64) string {
	switch {
	case left < 1:
		return "in less than an hour"
	case left < 1.5:
		return "in 1 hour"
	case left < 48:
		return fmt.Sprintf("in %.0f hours", left)
	}
	return fmt.Sprintf("in %.0f days", left/24)
}

// Fullest returns the mount that is fullest at the newest sample, how much of it is used in percent, and when it will
// be full: the zero time if there is no forecast. Without any mount the name is "" and used is NaN.
func (h *Host) Fullest() (mount string, used float64, full time.Time) {
	mount, values := h.FullestDisk()
	for _, f := range h.Forecasts {
		if f.Kind == kindDisk && f.Subject == mount {
			return mount, last(values), f.Full
		}
	}
	return mount, last(values), time.Time{}
}
