package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

// Forecast says when something will be used up if it goes on growing as it does. There is none where nothing grows,
// and none where that cannot be told with confidence.
//
// Method: medians of the hours; their growth from day to day at the same hour (Hirsch, Slack and Smith 1982), or else
// the median slope of all pairs of hours (Theil 1950) with its confidence interval (Sen 1968), each held against its
// own parts. See daily and steady. The documents alone decide, never the clock. States go by an outlook, not by this.
type Forecast struct {
	Kind    string    // the rule's name: "disk"
	Subject string    // the element's, cleaned: the mount; the rule's where it judges no elements
	Full    time.Time // when nothing is free; UTC
	PerDay  float64   // by how many percentage points it grows
}

// forecast fills in the forecasts of the subjects whose rules declare one, and the host's, the nearest first.
func (h *Host) forecast(t metric.Thresholds) {
	for i := range h.subjects {
		s := &h.subjects[i]
		declared := s.rule.Forecast
		if declared == nil {
			continue
		}
		used, d := s.raw, demand{hours: declared.Hours, rise: declared.Rise}
		if s.rule.Below {
			used = h.decoder.restOf(used)
		}
		if f, ok := h.foresee(used, d); ok {
			f.Kind, f.Subject = s.rule.Name, cmp.Or(s.name, s.rule.Name)
			s.forecast = &f
			h.Forecasts = append(h.Forecasts, f)
		}
		if near := h.decoder.layout.rule(declared.Rule); near != nil {
			s.outlook = h.outlook(used, d, near, t.Level(near))
		}
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
