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
// own parts. See daily and steady. The documents alone decide, never the clock.
type Forecast struct {
	Kind    string    // "disk", "inodes" or "memory"
	Subject string    // the mount, cleaned; "memory"
	Full    time.Time // when nothing is free; UTC
	PerDay  float64   // by how many percentage points it grows

	told int64 // since when this could be told, ms since 1970
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

// forecast fills in the host's forecasts, the nearest first.
func (h *Host) forecast() {
	add := func(kind string, m named, d demand) {
		if f, ok := h.foresee(m.values, d); ok {
			f.Kind, f.Subject = kind, m.name
			h.Forecasts = append(h.Forecasts, f)
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
	if d.hopeless(used) {
		return Forecast{}, false
	}
	f := &h.decoder.fitter
	f.load(h.Times, used, h.Cadence)
	t, ok := f.trend(d)
	now := last(used)
	if !ok || math.IsNaN(now) {
		return Forecast{}, false
	}
	since := float64(h.Last()-f.end()) / hour
	if !t.daily && now < t.level+since*t.perHour-max(margin, t.rise/4) { // given back within this hour
		return Forecast{}, false
	}
	c := Forecast{Full: time.UnixMilli(f.end() + int64(t.toFull*hour)).UTC(), PerDay: t.perHour * day}
	if t.begin > 0 || f.length < maxHours-2 {
		c.told = (f.first + int64(t.begin+d.hours)) * hour
	}
	return c, true
}

// memoryTaken returns the percentage of memory that is not available; nil if that is not known.
func (h *Host) memoryTaken() []float64 {
	available := h.memoryAvailable()
	if available == nil {
		return nil
	}
	return h.MemoryUsed()
}

// state returns what the forecast means at a time, ms since 1970, given the levels in hours.
func (f *Forecast) state(at int64, l Level) State {
	if f == nil || at < f.told {
		return OK
	}
	left := f.Full.Sub(time.UnixMilli(at)).Hours()
	switch {
	case l.Critical > 0 && left <= l.Critical:
		return Critical
	case l.Warning > 0 && left <= l.Warning:
		return Warning
	}
	return OK
}

// since returns from when on the forecast was at least in that state, ms since 1970.
func (f *Forecast) since(s State, l Level) int64 {
	hours := l.Warning
	if s == Critical {
		hours = l.Critical
	}
	return max(f.told, f.Full.Add(-time.Duration(hours*float64(time.Hour))).UnixMilli())
}

// in returns how far ahead the end is, seen from a time in ms since 1970, as people say it.
func (f *Forecast) in(at int64) string {
	left := f.Full.Sub(time.UnixMilli(at)).Hours()
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
