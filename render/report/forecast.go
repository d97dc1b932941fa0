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
// Method: docs/forecast.md. It is the prediction of the newest hour, which depends on the documents and on earlier runs, not on the
// clock. States depend on an outlook instead.
type Forecast struct {
	Kind    string    // the rule's name: "disk"
	Subject string    // the element's, cleaned: the mount; the rule's where it judges no elements
	Full    time.Time // when nothing is free; UTC
	PerDay  float64   // by how many percentage points it grows
}

// forecast fills in the forecasts of the subjects whose rules declare one, and the host's, the nearest first.
func (h *Host) forecast(t metric.Thresholds) {
	h.planPredictions()
	for i := range h.subjects {
		s := &h.subjects[i]
		declared := s.rule.Forecast
		if declared == nil {
			continue
		}
		used := s.raw
		if s.rule.Below {
			used = h.decoder.restOf(used)
		}
		list := h.predict(s, used, minGrowth{hours: declared.Hours, rise: declared.Rise})
		if f, ok := h.newestForecast(used, list); ok {
			f.Kind, f.Subject = s.rule.Name, cmp.Or(s.name, s.rule.Name)
			s.forecast = &f
			h.Forecasts = append(h.Forecasts, f)
		}
		if near := h.decoder.layout.rule(declared.Rule); near != nil {
			s.outlook = h.outlook(used, list, near, t.LevelOf(near, s.rule.Each.Key, s.rawName))
		}
		if s.outlook == nil && len(list) > 0 {
			list = list[len(list)-1:] // no state follows from the others
		}
		if len(list) > 0 {
			h.Predictions.OfSubjects = append(h.Predictions.OfSubjects, SubjectPredictions{s.rule.Name, s.rawName, list})
		}
	}
	slices.SortStableFunc(h.Forecasts, func(a, b Forecast) int { return a.Full.Compare(b.Full) })
}

// newestForecast returns the forecast of the newest hour; ok is false if there is none, or the newest sample contradicts it. The caller
// sets its kind and subject.
func (h *Host) newestForecast(used []float64, list []Prediction) (f Forecast, ok bool) {
	now := last(used)
	if len(list) == 0 || math.IsNaN(now) {
		return f, false
	}
	p := &list[len(list)-1]
	if p.At != h.Predictions.To || p.contradicted(h.Last(), now) {
		return f, false
	}
	return Forecast{Full: time.UnixMilli(p.Full).UTC(), PerDay: p.PerDay}, true
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
