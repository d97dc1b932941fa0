package report

import (
	"fmt"
	"math"

	"psmonitor/internal/metric"
)

// judgedBy returns the values that the line's rule judges, or of a line with From the rest of these to 100; nil for none.
func (h *Host) judgedBy(line metric.Line) []float64 {
	s := h.subjectOf(line.Rule, "")
	switch {
	case s == nil || line.IfJudged && s.level == (metric.Level{}):
		return nil
	case line.From != "":
		return h.decoder.restOf(s.raw)
	}
	return s.raw
}

// addMeans adds lines of the means that rules judge, where by these there is a reason, and the levels of lines that are there
// because they are judged.
func (h *Host) addMeans() {
	for i := range h.Charts {
		c := &h.Charts[i]
		for _, line := range c.Lines {
			s := h.subjectOf(line.Rule, "")
			if s == nil {
				continue
			}
			if line.IfJudged {
				h.addFurther(c, s)
			}
			if s.rule.Mean > 0 && h.StateBy(line.Rule, "") != OK {
				h.addMean(c, line, s)
			}
		}
	}
}

// addMean adds a line of the means that the rule of another line judges.
func (h *Host) addMean(c *Chart, line metric.Line, s *subject) {
	line.Over, line.Dash, line.Of = true, metric.Dotted, nil
	name := fmt.Sprintf("%s, mean of %.0f min", line.Name, s.rule.Mean.Minutes())
	h.addSeries(c, line, name, h.times(s.values, h.newestPer(s.rule)), nil, h.tableOf(c, nil, s.values))
}

// drawn returns the values that a line shows: those of its field, or without one those that its rule judges.
func (h *Host) drawn(line metric.Line, judged []float64) []float64 {
	if line.Field == "" {
		return judged
	}
	values := h.decoder.column(line.Field)
	from := h.decoder.column(line.From)
	if values == nil || from == nil {
		return values
	}
	rest := h.decoder.derive()
	for i, v := range values {
		if v <= from[i] {
			rest[i] = from[i] - v
		}
	}
	return rest
}

// times returns values times a factor; values itself for 1.
func (h *Host) times(values []float64, factor float64) []float64 {
	if factor == 1 || values == nil {
		return values
	}
	product := h.decoder.derive()
	for i, v := range values {
		product[i] = v * factor
	}
	return product
}

// newestPer returns the newest value by which a rule divides what it judges; 1 for none.
func (h *Host) newestPer(r *metric.Rule) float64 {
	if by := h.newest(r.Per); by > 1 { // false for NaN
		return by
	}
	return 1
}

// subjectOf returns the subject of a rule and of an array's element, "" for a rule without elements; nil if there is none.
func (h *Host) subjectOf(rule, element string) *subject {
	for i := range h.subjects {
		if s := &h.subjects[i]; s.rule.Name == rule && s.name == element {
			return s
		}
	}
	return nil
}

// shareLevels returns the levels of a rule that judges a percentage, in the unit of a chart that shows the values themselves,
// and as percentages of the chart's limit. With Below, they are counted down from the limit, as what is used up is drawn.
func (h *Host) shareLevels(r *metric.Rule, l metric.Level, limit float64) (levels, shares metric.Level) {
	whole := 0.0
	for _, f := range r.Of {
		whole += h.newest(f)
	}
	for _, f := range r.Less {
		if less := h.newest(f); less > 0 {
			whole -= less
		}
	}
	if math.IsNaN(whole) || !(limit > 0) {
		return metric.Level{}, metric.Level{}
	}
	place := func(level float64) (at, share float64) {
		switch {
		case level == 0:
			return 0, 0
		case r.Below:
			return limit - whole*level/100, 100 - level
		}
		return whole * level / 100, level
	}
	levels.Warning, shares.Warning = place(l.Warning)
	levels.Critical, shares.Critical = place(l.Critical)
	return levels, shares
}
