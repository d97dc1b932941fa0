package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

// Forecast says when something will be used up if it continues to grow. There is none if nothing grows, or if the growth
// cannot be found with confidence.
//
// Method: medians of the hours; their growth from day to day at the same hour (Hirsch, Slack and Smith 1982), or else the
// median slope of all pairs of hours (Theil 1950) with its confidence interval (Sen 1968), each compared with its parts.
// See daily and steady. It depends on the documents only, not on the clock. States depend on an outlook instead.
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
		used, d := s.raw, minGrowth{hours: declared.Hours, rise: declared.Rise}
		if s.rule.Below {
			used = h.decoder.restOf(used)
		}
		if f, ok := h.forecastOf(used, d); ok {
			f.Kind, f.Subject = s.rule.Name, cmp.Or(s.name, s.rule.Name)
			s.forecast = &f
			h.Forecasts = append(h.Forecasts, f)
		}
		if near := h.decoder.layout.rule(declared.Rule); near != nil {
			s.outlook = h.outlook(used, d, near, t.LevelOf(near, s.rule.Each.Key, s.rawName))
		}
	}
	slices.SortStableFunc(h.Forecasts, func(a, b Forecast) int { return a.Full.Compare(b.Full) })
}

// forecastOf returns the forecast for a percentage in use; ok tells whether there is one. The caller sets its kind and
// subject.
func (h *Host) forecastOf(used []float64, d minGrowth) (forecast Forecast, ok bool) {
	used = used[h.recent:]
	if d.cannotGrow(used, farthest) {
		return Forecast{}, false
	}
	f := &h.decoder.fitter
	f.load(h.Times[h.recent:], used, h.Cadence)
	t, ok := f.trend(f.hours(), d)
	if now := last(used); !ok || math.IsNaN(now) || t.fellBelow(now, float64(h.Last()-f.end())/hour) {
		return Forecast{}, false
	}
	return Forecast{Full: time.UnixMilli(f.end() + int64(t.toFull*hour)).UTC(), PerDay: t.perHour * day}, true
}

// in returns how long it takes from a time, in ms since 1970, in words.
func (f *Forecast) in(at int64) string { return inHours(f.Full.Sub(time.UnixMilli(at)).Hours()) }

// inHours returns a number of hours in words.
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
