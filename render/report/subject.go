package report

import (
	"math"
	"slices"
	"time"

	"psmonitor/internal/metric"
)

// subject is a series of values that a rule judges: the host's, or those of one element of an array.
type subject struct {
	rule   *metric.Rule
	place  int    // of the rule among all
	name   string // the element's, cleaned; "" for the host's
	values []float64
	level  metric.Level

	forecast *Forecast // of now; nil for none
	outlook  *outlook  // nil where no forecast came near a level
}

// subjects returns all that the rules judge, in the order of the rules.
func (h *Host) subjects(t metric.Thresholds) []subject {
	var list []subject
	d := h.decoder
	for place := range d.layout.rules {
		r := &d.layout.rules[place]
		add := func(name string, values []float64) {
			if values != nil {
				list = append(list, subject{rule: r, place: place, name: name, values: values, level: t.Level(r)})
			}
		}
		if r.Each.Array == "" {
			add("", h.valuesOf(r, d.column))
			continue
		}
		index := slices.IndexFunc(d.layout.arrays, func(a *array) bool { return a.name == r.Each.Array })
		for at, name := range d.lists[index].names {
			add(CleanText(name), h.valuesOf(r, func(field string) []float64 { return d.elementColumn(index, at, field) }))
		}
	}
	h.takeMeans(list)
	h.applyConditions(list)
	return list
}

// valuesOf returns the values that a rule judges; nil for none. column returns the column of a field.
func (h *Host) valuesOf(r *metric.Rule, column func(field string) []float64) []float64 {
	if r.Field == "" {
		return nil
	}
	values := column(r.Field)
	if len(r.Of) > 0 {
		whole := make([][]float64, len(r.Of))
		for i, f := range r.Of {
			whole[i] = column(f)
		}
		values = h.decoder.share(values, whole)
	}
	if r.Rest {
		values = h.restOf(values)
	}
	if r.Per != "" {
		values = h.per(values, h.decoder.column(r.Per))
	}
	return values
}

// takeMeans replaces the values of rules that judge means.
func (h *Host) takeMeans(list []subject) {
	for i := range list {
		if over := list[i].rule.Mean; over > 0 {
			list[i].values = h.mean(list[i].values, over)
		}
	}
}

// mean returns the mean of each value and of those before it over so long a time; nil for a host that is known for a much
// shorter time, as a few seconds say nothing of how busy it is. Where some values have all that time before them, the
// first ones, which have not, have no mean: samples before them may be gone, and a peak would count for more when it is
// the first one shown.
func (h *Host) mean(values []float64, over time.Duration) []float64 {
	span := over.Milliseconds()
	if h.Last()-h.Times[0]+h.Cadence < span*2/3 {
		return nil
	}
	means := h.decoder.derive()
	first, sum, n, whole := 0, 0.0, 0, -1
	add := func(i int, by float64) {
		if !math.IsNaN(values[i]) {
			sum += by * values[i]
			n += int(by)
		}
	}
	for i, t := range h.Times {
		add(i, 1)
		for ; h.Times[first] <= t-span; first++ {
			add(first, -1)
		}
		if n > 0 && !math.IsNaN(values[i]) {
			means[i] = sum / float64(n)
			if whole < 0 && t-h.Times[0] >= span {
				whole = i
			}
		}
	}
	for i := range max(0, whole) {
		means[i] = math.NaN()
	}
	return means
}

// applyConditions replaces by 0 the values of a rule that judges only while another rule's value is beyond its warning,
// where that is known not to be. Without the other's values nothing is judged.
func (h *Host) applyConditions(list []subject) {
	for i := range list {
		s := &list[i]
		if s.rule.While == "" {
			continue
		}
		values := s.values
		s.values = nil
		at := slices.IndexFunc(list, func(o subject) bool { return o.rule.Name == s.rule.While })
		if at < 0 || values == nil || list[at].values == nil {
			continue
		}
		other := &list[at]
		s.values = h.decoder.derive()
		for row, v := range values {
			s.values[row] = v
			if o := other.values[row]; !math.IsNaN(v) && !math.IsNaN(o) && !other.beyond(o, Warning, 0) {
				s.values[row] = 0
			}
		}
	}
}

// bound returns where a state begins; 0 is never.
func (s *subject) bound(at State) float64 {
	if at == Critical {
		return s.level.Critical
	}
	return s.level.Warning
}

// slack returns by how much a value must be back within a level before the state ends.
func (s *subject) slack(at State) float64 {
	return s.rule.Margin + s.rule.Part*math.Abs(s.bound(at))
}

// beyond reports whether a value is beyond the level of a state, or less than slack within it.
func (s *subject) beyond(v float64, at State, slack float64) bool {
	bound := s.bound(at)
	switch {
	case bound == 0:
		return false
	case s.rule.Below:
		return v <= bound+slack
	}
	return v >= bound-slack
}

// isOK reports whether no value is beyond a level: most subjects are done with that.
func (s *subject) isOK() bool {
	for _, v := range s.values {
		if s.beyond(v, Warning, 0) || s.beyond(v, Critical, 0) {
			return false
		}
	}
	return true
}
