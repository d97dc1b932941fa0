package report

import (
	"math"
	"time"

	"psmonitor/internal/metric"
)

// subject is a series of values that a rule judges: the host's, or those of one element of an array.
type subject struct {
	rule    *metric.Rule
	place   int       // of the rule among all
	name    string    // the element's, cleaned; "" for the host's
	rawName string    // the element's, as the documents have it
	raw     []float64 // as the documents have them
	values  []float64 // as they are judged; nil if they cannot be judged
	level   metric.Level

	forecast *Forecast // of now; nil for none
	outlook  *outlook  // nil where no forecast came near a level
}

// applyRules fills in the host's subjects, in the order of the rules.
func (h *Host) applyRules(t metric.Thresholds) {
	d := h.decoder
	for place := range d.layout.rules {
		r := &d.layout.rules[place]
		add := func(name string, column func(field string) []float64) {
			if raw := d.valuesOf(r, column); raw != nil {
				h.subjects = append(h.subjects, subject{rule: r, place: place, name: CleanText(name), rawName: name, raw: raw,
					level: t.LevelOf(r, r.Each.Key, name)})
			}
		}
		if r.Each.Array == "" {
			add("", d.column)
			continue
		}
		index := d.layout.arrayAt(r.Each.Array)
		for at, name := range d.lists[index].names {
			if r.Gone != nil && metric.MatchAny(r.Gone.Except, name) {
				continue
			}
			add(name, func(field string) []float64 { return d.elementColumn(index, at, field) })
		}
	}
	for i := range h.subjects {
		s := &h.subjects[i]
		s.values = s.raw
		if s.rule.Mean > 0 {
			s.values = h.mean(s.raw, s.rule.Mean)
		}
		if s.rule.While != "" {
			s.values = h.valuesWhile(s)
		}
	}
}

// valuesOf returns the values of a rule; nil for none. column returns the column of a field.
func (d *Decoder) valuesOf(r *metric.Rule, column func(field string) []float64) []float64 {
	switch {
	case r.Gone != nil:
		return d.gone(r, column)
	case r.Turned:
		return d.turned(column(r.Field), column(r.Surely))
	}
	values := d.plus(column(r.Field), r.Plus, 1, column)
	if len(r.Of) > 0 {
		whole := wholeOf(r.Of, column)
		whole[0] = d.plus(whole[0], r.Less, -1, column)
		values = d.share(values, whole)
	}
	if r.Rest {
		values = d.restOf(values)
	}
	if r.Per != "" {
		values = d.per(values, d.column(r.Per))
	}
	if r.Unless != "" {
		values = d.unless(values, r.Unless, column)
	}
	return values
}

// mean returns for each sample the mean of the values within this time before it; nil for a host whose samples cover a much
// shorter time, because a few seconds do not show how busy it is. If some samples have all of this time before them, the earlier
// ones have no mean: samples before them may be gone, and a peak would count more when it is the first one shown.
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

// valuesWhile returns the values of a subject, but 0 where the value of the rule that its own names is known to be no
// warning. It is nil if there is no such value.
func (h *Host) valuesWhile(s *subject) []float64 {
	other := h.subjectOf(s.rule.While, "")
	if other == nil || s.values == nil {
		return nil
	}
	values := h.decoder.derive()
	for i, v := range s.values {
		values[i] = v
		if o := other.raw[i]; !math.IsNaN(v) && !math.IsNaN(o) && !other.beyond(o, Warning, 0) {
			values[i] = 0
		}
	}
	return values
}

// bound returns where a state begins; 0 is never.
func bound(l metric.Level, at State) float64 {
	if at == Critical {
		return l.Critical
	}
	return l.Warning
}

// slack returns by how much a value must be back within a level before the state ends.
func (s *subject) slack(at State) float64 {
	return s.rule.Margin + s.rule.Part*math.Abs(bound(s.level, at))
}

// beyond reports whether a value is beyond the level of a state, or less than slack within it.
func (s *subject) beyond(v float64, at State, slack float64) bool {
	begin := bound(s.level, at)
	switch {
	case begin == 0:
		return false
	case s.rule.Below:
		return v <= begin+slack
	}
	return v >= begin-slack
}

// isOK reports whether no value is beyond a level. Most subjects need no further checks.
func (s *subject) isOK() bool {
	for _, v := range s.values {
		if s.beyond(v, Warning, 0) || s.beyond(v, Critical, 0) {
			return false
		}
	}
	return true
}
