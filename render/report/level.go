package report

import (
	"slices"

	"psmonitor/internal/metric"
)

// levels returns the levels that are drawn in a chart: those of the rule that it names, in the chart's unit, and as percentages
// where the rule judges these and the chart shows something else. Of a rule that judges elements, they are those of
// elements without a level of their own; if there is no such element, those that all elements have, or else none. There are none
// while the rule judges nothing.
func (h *Host) levels(c metric.Chart, t metric.Thresholds) (levels, shares metric.Level) {
	r := h.decoder.layout.rule(c.Threshold)
	if r == nil || !h.judgesNow(r) {
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

// judgesNow reports whether a rule judges values now, by the rule on which it depends.
func (h *Host) judgesNow(r *metric.Rule) bool {
	if r.While == "" {
		return true
	}
	s := h.subjectOf(r.Name, "")
	return s != nil && last(s.values) == last(s.raw) // else valuesWhile has replaced it
}

// addFurther adds to a chart the levels of a subject, unless they are those that the chart draws anyway. A rule without a value
// has none, and a percentage has none in a chart of another unit.
func (h *Host) addFurther(c *Chart, s *subject) {
	drawn := s.rule.Name == c.Threshold && (s.rule.Each.Array == "" || s.level == c.Levels)
	if drawn || s.rule.Begin("", 0) == "" || len(s.rule.Of) > 0 && c.Unit != metric.Percent {
		return
	}
	for _, at := range [...]State{Warning, Critical} {
		level := FurtherLevel{bound(s.level, at) * h.newestPer(s.rule), at}
		if level.At != 0 && !slices.Contains(c.Further, level) {
			c.Further = append(c.Further, level)
		}
	}
}
