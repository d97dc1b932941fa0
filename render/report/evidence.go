package report

import (
	"cmp"
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// evidenceOf returns the ID of the chart that shows what a rule judges: the one that draws the rule's levels, or else the
// first that draws the rule's field, or else the first that draws another field of the same array or sub-document. It is
// "" if there is none.
func evidenceOf(charts []metric.Chart, r metric.Rule) string {
	drawsField := func(l metric.Line) bool { return l.Field == r.Field }
	drawsBeside := func(l metric.Line) bool { return r.Each.Array != "" || parentOf(l.Field) == parentOf(r.Field) }
	for _, shows := range []func(c metric.Chart) bool{
		func(c metric.Chart) bool { return c.Threshold == r.Name },
		func(c metric.Chart) bool {
			return c.Each.Array == r.Each.Array && slices.ContainsFunc(c.Lines, drawsField)
		},
		func(c metric.Chart) bool {
			return c.Each.Array == r.Each.Array && slices.ContainsFunc(c.Lines, drawsBeside)
		},
	} {
		if at := slices.IndexFunc(charts, shows); at >= 0 {
			return charts[at].ID
		}
	}
	return ""
}

// parentOf returns the sub-document of a path: "phymem" of "phymem.used".
func parentOf(path string) string { return path[:max(0, strings.LastIndexByte(path, '.'))] }

// Evidence returns the ID of the host's chart that shows what the rule of that name judges; "" if it has no such chart.
func (h *Host) Evidence(rule string) string {
	if len(h.Charts) == 0 {
		return ""
	}
	if c := h.Chart(h.decoder.layout.evidence[rule]); c != nil {
		return c.ID
	}
	return ""
}

// Chart returns the host's chart with that ID; nil for none.
func (h *Host) Chart(id string) *Chart {
	if at := slices.IndexFunc(h.Charts, func(c Chart) bool { return c.ID == id }); at >= 0 {
		return &h.Charts[at]
	}
	return nil
}

// StateBy returns the state of the host by the rule of that name; element is the name of an array's element, else "".
func (h *Host) StateBy(rule, element string) State {
	for _, r := range h.Reasons {
		if r.Kind == rule && r.Element == element {
			return r.State
		}
	}
	return OK
}

// markTrouble names the charts of each reason, and marks there what is in trouble.
func (h *Host) markTrouble() {
	for i := range h.Reasons {
		r := &h.Reasons[i]
		r.Chart = h.Evidence(r.Kind)
		if c := h.Chart(r.Chart); c != nil {
			c.mark(r, h.decoder.layout.rule(r.Kind).Field)
			if s := h.subjectOf(r.Kind, r.Element); s != nil {
				h.addFurther(c, s) // the levels by which there is a reason
			}
		}
		if !slices.ContainsFunc(h.Reasons[:i], func(before Reason) bool { return before.Kind == r.Kind }) {
			r.See = h.explaining(r)
		}
	}
}

// explaining returns the IDs of the host's charts that may explain a reason. A chart of zeros explains nothing.
func (h *Host) explaining(r *Reason) (ids []string) {
	rule := h.decoder.layout.rule(r.Kind)
	if rule == nil {
		return nil
	}
	for _, id := range rule.See {
		if c := h.Chart(id); c != nil && id != r.Chart && !c.IsIdle() {
			ids = append(ids, id)
		}
	}
	return ids
}

// mark marks the chart and the lines that a reason is about: those of its element, or without one those of the rule or its field.
func (c *Chart) mark(r *Reason, field string) {
	c.State = max(c.State, r.State)
	for i := range c.Series {
		s := &c.Series[i]
		if r.Element != "" && s.Element == r.Element || r.Element == "" && (s.Line.Field == field || s.Line.Rule == r.Kind) {
			s.State = max(s.State, r.State)
		}
	}
	if c.Each.Array != "" {
		slices.SortStableFunc(c.Series, func(a, b Series) int { return cmp.Compare(b.State, a.State) })
	}
}
