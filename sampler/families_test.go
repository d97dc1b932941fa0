package sampler

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"psmonitor/internal/metric"
)

// TestChartsNameWhatExists looks for the units and the rules that charts name.
func TestChartsNameWhatExists(t *testing.T) {
	families := Families(Filters{})
	rules := metric.Rules(families)
	known := func(unit metric.Unit) bool {
		unknown := metric.Unit("unknown").Format()
		unknown.Unit = unit
		return unit.Format() != unknown
	}
	charts := map[string]bool{}
	for _, f := range families {
		for _, c := range f.Charts {
			charts[c.ID] = true
			if !known(c.Unit) || slices.ContainsFunc(c.Table, func(column metric.Column) bool { return !known(column.Unit) }) {
				t.Errorf("chart %s has a unit that is not in the table of units", c.ID)
			}
			if c.Threshold != "" && !named(rules, c.Threshold) {
				t.Errorf("chart %s shows the levels of %q, which is not a rule", c.ID, c.Threshold)
			}
			for _, l := range c.Lines {
				if l.Rule != "" && !named(rules, l.Rule) {
					t.Errorf("chart %s shows the values of %q, which is not a rule", c.ID, l.Rule)
				}
			}
		}
	}
	for _, r := range rules {
		for _, id := range r.See {
			if !charts[id] {
				t.Errorf("rule %s leads to %q, which is not a chart", r.Name, id)
			}
		}
	}
}

func TestRulesAreComplete(t *testing.T) {
	rules := metric.Rules(Families(Filters{}))
	seen := map[string]bool{"hold": true, "silent": true} // the configuration's own keys
	for _, r := range rules {
		if seen[r.Name] || !regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(r.Name) {
			t.Errorf("rule %q: another has this name, or it is not a key of the configuration", r.Name)
		}
		seen[r.Name] = true
		flag := r.Turned || r.Gone != nil // the value is 0 or 1
		if r.Help == "" || r.Max <= r.Min || r.Margin <= 0 && r.Part <= 0 && !flag {
			t.Errorf("rule %s lacks its help, its range or its margin", r.Name)
		}
		if text := r.Reason("/var", 12.34); r.Field != "" && (!strings.Contains(text, "12") && !flag || strings.Contains(text, "%!")) {
			t.Errorf("rule %s: the reason reads %q", r.Name, text)
		}
		if r.While != "" && !named(rules, r.While) {
			t.Errorf("rule %s depends on %q, which is not a rule", r.Name, r.While)
		}
		if f := r.Forecast; f != nil && (!named(rules, f.Rule) || f.Also == "" || strings.Contains(r.Alone("/var"), "%!") || r.Max != 100) {
			t.Errorf("rule %s: the forecast is incomplete, or not of a percentage", r.Name)
		}
	}
}

func named(rules []metric.Rule, name string) bool {
	return slices.ContainsFunc(rules, func(r metric.Rule) bool { return r.Name == name })
}
