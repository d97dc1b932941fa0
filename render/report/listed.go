package report

import (
	"math"

	"psmonitor/internal/metric"
)

// Listed is an element of a listed chart: a row of its table.
type Listed struct {
	*Series
	Level    metric.Level // zero where the element is not judged
	Forecast *Forecast    // nil for none
	Beside   *Series      // of the chart that is listed in this one; nil for none
}

// Listed returns the elements of a listed chart, in the order of its lines. beside is the chart that is listed in it, nil for
// none.
func (h *Host) Listed(c, beside *Chart) []Listed {
	list := make([]Listed, 0, len(c.Series))
	for i := range c.Series {
		e := Listed{Series: &c.Series[i]}
		if s := h.subjectOf(c.Threshold, e.Element); s != nil && !math.IsNaN(last(s.raw)) {
			e.Level, e.Forecast = s.level, s.forecast
		}
		for j := 0; beside != nil && j < len(beside.Series); j++ {
			if beside.Series[j].Element == e.Element {
				e.Beside = &beside.Series[j]
			}
		}
		list = append(list, e)
	}
	return list
}
