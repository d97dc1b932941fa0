package report

import (
	"cmp"
	"slices"

	"psmonitor/internal/metric"
)

// Tail is how a chart continues a line to when all is used up: straight from the newest sample on.
type Tail struct {
	Chart, Series string // IDs
	Color         metric.Color
	From, To      int64   // ms since 1970: the newest sample, and when all is used up
	Value, End    float64 // at these times, in the chart's unit
	Text          string  // what happens then: "full"
}

// tailSpans is how far ahead, in lengths of the time shown, an end may be that makes no state. The line to one that is farther would
// be almost level over the quarter by which the time axis is extended.
const tailSpans = 3.5

// ShowsTail reports whether a forecast is drawn: its end is near enough, or it makes a state.
func (h *Host) ShowsTail(f Forecast) bool {
	ahead := float64(f.Full.UnixMilli() - h.Last())
	return ahead > 0 && (ahead <= tailSpans*float64(h.Extent.To-h.Extent.From) || h.isReason(f))
}

// isReason reports whether a forecast makes a state.
func (h *Host) isReason(f Forecast) bool {
	return slices.ContainsFunc(h.Reasons, func(r Reason) bool {
		return r.ByForecast && r.Kind == f.Kind && cmp.Or(r.Element, r.Kind) == f.Subject
	})
}

// Tails returns the tails of the forecasts that are drawn, the nearest first.
func (h *Host) Tails() []Tail {
	var list []Tail
	for _, f := range h.Forecasts {
		t := Tail{Chart: h.Evidence(f.Kind), From: h.Last(), To: f.Full.UnixMilli()}
		if !h.ShowsTail(f) {
			continue
		}
		r := h.decoder.layout.rule(f.Kind)
		t.Text = r.Forecast.Also
		if h.placeTail(&t, r, f.Subject) {
			list = append(list, t)
		}
	}
	return list
}

// placeTail fills in the line that a tail continues; false if there is none that has a value now.
func (h *Host) placeTail(t *Tail, r *metric.Rule, subject string) bool {
	for i := range h.Charts {
		c := &h.Charts[i]
		if c.ID != t.Chart {
			continue
		}
		for _, s := range c.Series {
			if r.Each.Array == "" && (s.Line.Rule != r.Name || (s.Line.From != "") != r.Below) || r.Each.Array != "" && s.Element != subject {
				continue
			}
			t.Series, t.Color, t.Value, t.End = s.ID, s.Line.Color, s.Stats.Now, full
			if c.Unit != metric.Percent {
				t.End = c.Max
			}
			return t.End > t.Value // false for NaN
		}
	}
	return false
}
