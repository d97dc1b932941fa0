package config

import (
	"fmt"
	"maps"
	"reflect"

	"psmonitor/internal/metric"
)

// Thresholds are the values of one table of thresholds. Keys that are not in it stay unchanged.
type Thresholds struct {
	Levels map[string]metric.Level // by the names of the rules
	Silent *float64
	Hold   *int
}

// Override changes thresholds for the hosts that match one of its globs.
type Override struct {
	Hosts      []string
	Thresholds Thresholds
}

// ThresholdsOf returns the thresholds of a host: the defaults, those for all hosts, and the overrides whose globs match,
// in the order of the file.
func (c Config) ThresholdsOf(host string) metric.Thresholds {
	t := c.Thresholds.over(metric.DefaultThresholds())
	for _, o := range c.Overrides {
		if metric.MatchAny(o.Hosts, host) {
			t = o.Thresholds.over(t)
		}
	}
	return t
}

// over returns t with the given values replaced. A level is replaced as a whole: { warning = 90 } has no critical.
func (given Thresholds) over(t metric.Thresholds) metric.Thresholds {
	if len(given.Levels) > 0 {
		levels := map[string]metric.Level{}
		maps.Copy(levels, t.Levels)
		maps.Copy(levels, given.Levels)
		t.Levels = levels
	}
	if given.Silent != nil {
		t.Silent = *given.Silent
	}
	if given.Hold != nil {
		t.Hold = *given.Hold
	}
	return t
}

// fileType returns the type that a configuration file is decoded into: Settings, and tables of thresholds with a key for
// each rule. It is built from the rules, so that the decoder itself refuses unknown keys and wrong types, with line and column.
func fileType(rules []metric.Rule) reflect.Type {
	key := func(name, key string, t reflect.Type) reflect.StructField {
		return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(fmt.Sprintf("toml:%q", key))}
	}
	var keys []reflect.StructField
	for i, r := range rules {
		keys = append(keys, key(fmt.Sprint("Rule", i), r.Name, reflect.TypeFor[*metric.Level]()))
	}
	thresholds := reflect.StructOf(append(keys,
		key("Silent", "silent", reflect.TypeFor[*float64]()),
		key("Hold", "hold", reflect.TypeFor[*int]()),
	))
	override := reflect.StructOf([]reflect.StructField{
		key("Hosts", "hosts", reflect.TypeFor[[]string]()),
		key("Thresholds", "thresholds", thresholds),
	})
	return reflect.StructOf([]reflect.StructField{
		{Name: "Settings", Type: reflect.TypeFor[Settings](), Anonymous: true},
		key("Thresholds", "thresholds", thresholds),
		key("Overrides", "override", reflect.SliceOf(override)),
	})
}

// thresholdsIn returns the thresholds of a decoded table.
func thresholdsIn(table reflect.Value, rules []metric.Rule) Thresholds {
	t := Thresholds{
		Silent: table.FieldByName("Silent").Interface().(*float64),
		Hold:   table.FieldByName("Hold").Interface().(*int),
	}
	for i, r := range rules {
		if l := table.Field(i).Interface().(*metric.Level); l != nil {
			if t.Levels == nil {
				t.Levels = map[string]metric.Level{}
			}
			t.Levels[r.Name] = *l
		}
	}
	return t
}

// overridesIn returns the overrides of decoded tables.
func overridesIn(tables reflect.Value, rules []metric.Rule) []Override {
	var list []Override
	for i := range tables.Len() {
		table := tables.Index(i)
		hosts := table.FieldByName("Hosts").Interface().([]string)
		list = append(list, Override{Hosts: hosts, Thresholds: thresholdsIn(table.FieldByName("Thresholds"), rules)})
	}
	return list
}

// check reports why the thresholds of the table named key are not valid.
func (given Thresholds) check(key string, rules []metric.Rule) error {
	if s := given.Silent; s != nil && !(*s >= 2 && *s <= 1000) {
		return fmt.Errorf("%s.silent: %v is out of range: write 2 to 1000 cadences", key, *s)
	}
	if h := given.Hold; h != nil && (*h < 1 || *h > 100) {
		return fmt.Errorf("%s.hold: %d is out of range: write 1 to 100 samples", key, *h)
	}
	for _, r := range rules {
		if l, ok := given.Levels[r.Name]; ok {
			if err := checkLevel(key+"."+r.Name, l, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkLevel reports why the level of a rule is not valid.
func checkLevel(key string, l metric.Level, r metric.Rule) error {
	for _, v := range []float64{l.Warning, l.Critical} {
		switch {
		case v == 0 || v >= r.Min && v <= r.Max:
		case r.Min == 0:
			return fmt.Errorf("%s: %v is out of range: write 0 (never) to %v", key, v, r.Max)
		default: // NaN too
			return fmt.Errorf("%s: %v is out of range: write %v to %v, or 0 (never)", key, v, r.Min, r.Max)
		}
	}
	switch {
	case l.Warning == 0 || l.Critical == 0:
		return nil
	case r.Below && l.Warning <= l.Critical:
		return fmt.Errorf("%s: lower values are worse, so warning (%v) must be above critical (%v)", key, l.Warning, l.Critical)
	case !r.Below && l.Warning >= l.Critical:
		return fmt.Errorf("%s: warning (%v) must be below critical (%v)", key, l.Warning, l.Critical)
	}
	return nil
}
