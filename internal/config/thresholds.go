package config

import (
	"fmt"

	"psmonitor/internal/metric"
)

// Thresholds are the values of one table of thresholds. Keys that are not in it stay unchanged.
type Thresholds struct {
	Levels map[string]metric.PartialLevel // by the names of the rules
	Silent *float64
	Hold   *int
}

// ThresholdsOf returns the thresholds of a host: the defaults, those for all hosts, and the overrides that select it, in
// the order of the file.
func (c Config) ThresholdsOf(host string) metric.Thresholds {
	t := c.Thresholds.over(metric.DefaultThresholds())
	for _, o := range c.Overrides {
		if c.selects(&o, host) {
			t = o.over(t)
		}
	}
	return t
}

// over returns t with the given values replaced.
func (given Thresholds) over(t metric.Thresholds) metric.Thresholds {
	if len(given.Levels) > 0 {
		t.Changes = append(t.Changes, metric.Change{Levels: given.Levels})
	}
	if given.Silent != nil {
		t.Silent = *given.Silent
	}
	if given.Hold != nil {
		t.Hold = *given.Hold
	}
	return t
}

// check reports why the thresholds of the table named key are not valid. before are the thresholds for all hosts that the
// table changes, and they are what is not given: those of [thresholds], or empty for the defaults alone.
func (given Thresholds) check(key string, rules []metric.Rule, before Thresholds) error {
	if s := given.Silent; s != nil && !(*s >= 2 && *s <= 1000) {
		return fmt.Errorf("%s.silent: %v is out of range: write 2 to 1000 cadences", key, *s)
	}
	if h := given.Hold; h != nil && (*h < 1 || *h > 100) {
		return fmt.Errorf("%s.hold: %d is out of range: write 1 to 100 samples", key, *h)
	}
	for _, r := range rules {
		if p, ok := given.Levels[r.Name]; ok {
			if err := checkLevel(key+"."+r.Name, p, r, before.Levels[r.Name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLevel reports why new values for the level of a rule are not valid. before are those of [thresholds].
func checkLevel(key string, p metric.PartialLevel, r metric.Rule, before metric.PartialLevel) error {
	for _, v := range []*float64{p.Warning, p.Critical} {
		switch {
		case v == nil || *v == 0 || *v >= r.Min && *v <= r.Max:
		case r.Min == 0:
			return fmt.Errorf("%s: %v is out of range: write 0 (never) to %v", key, *v, r.Max)
		default: // NaN too
			return fmt.Errorf("%s: %v is out of range: write %v to %v, or 0 (never)", key, *v, r.Min, r.Max)
		}
	}
	l := p.In(before.In(r.Level))
	if !l.Contradicts(r.Below) {
		return nil
	}
	why, order, least := "", "below", "above"
	if r.Below {
		why, order, least = "lower values are worse, so ", "above", "below"
	}
	source := func(before *float64) string {
		if before != nil {
			return "in [thresholds]"
		}
		return "the default"
	}
	switch {
	case p.Critical == nil:
		return fmt.Errorf("%s: %swarning (%v) must be %s critical (%v, %s): write critical as well, %s %v, or 0 (never)",
			key, why, l.Warning, order, l.Critical, source(before.Critical), least, l.Warning)
	case p.Warning == nil:
		return fmt.Errorf("%s: %swarning (%v, %s) must be %s critical (%v): write warning as well, %s %v, or 0 (never)",
			key, why, l.Warning, source(before.Warning), order, l.Critical, order, l.Critical)
	}
	return fmt.Errorf("%s: %swarning (%v) must be %s critical (%v)", key, why, l.Warning, order, l.Critical)
}
