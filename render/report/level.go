package report

import (
	"slices"

	"psmonitor/internal/metric"
)

// levels returns the levels that are drawn in a chart: those of the rule that it names, in the chart's unit, and as percentages
// where the rule judges these and the chart shows something else. Of a rule that judges elements, they are those of
// elements without a level of their own; if there is no such element, those that all elements have, or else none.
func (h *Host) levels(c metric.Chart, t metric.Thresholds) (levels, shares metric.Level) {
	r := h.decoder.layout.rule(c.Threshold)
	if r == nil {
		return metric.Level{}, metric.Level{}
	}
	level := h.sharedLevel(r, t)
	if len(r.Of) > 0 && c.Unit != metric.Percent {
		return h.shareLevels(r, level, h.newest(c.Limit.Field))
	}
	if r.Per == "" {
		return level, metric.Level{}
	}
	if by := h.newest(r.Per); by > 0 {
		return metric.Level{Warning: level.Warning * by, Critical: level.Critical * by}, metric.Level{}
	}
	return metric.Level{}, metric.Level{}
}

// sharedLevel returns the level of a rule that counts for the whole host, or for all elements; zero if there is none.
func (h *Host) sharedLevel(r *metric.Rule, t metric.Thresholds) metric.Level {
	common := t.Level(r)
	if r.Each.Array == "" {
		return common
	}
	var own []metric.Level
	for _, name := range h.decoder.lists[h.decoder.layout.arrayAt(r.Each.Array)].names {
		l := t.LevelOf(r, r.Each.Key, name)
		if l == common {
			return common
		}
		own = append(own, l)
	}
	if len(own) == 0 || slices.ContainsFunc(own, func(l metric.Level) bool { return l != own[0] }) {
		return metric.Level{}
	}
	return own[0]
}
