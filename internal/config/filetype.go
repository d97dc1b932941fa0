package config

import (
	"fmt"
	"reflect"

	"psmonitor/internal/metric"
)

// fileType returns the type that a configuration file is decoded into: Settings, tables of thresholds with a key for each
// rule, and overrides with a key for each kind of element that rules judge. It is built from the rules, so that the
// decoder itself refuses unknown keys and wrong types, with line and column.
func fileType(rules []metric.Rule) reflect.Type {
	key := func(name, key string, t reflect.Type) reflect.StructField {
		return reflect.StructField{Name: name, Type: t, Tag: reflect.StructTag(fmt.Sprintf("toml:%q", key))}
	}
	var levels []reflect.StructField
	for i, r := range rules {
		levels = append(levels, key(fmt.Sprint("Rule", i), r.Name, reflect.TypeFor[*metric.PartialLevel]()))
	}
	thresholds := reflect.StructOf(append(levels,
		key("Silent", "silent", reflect.TypeFor[*float64]()),
		key("Hold", "hold", reflect.TypeFor[*int]()),
	))
	globs := reflect.TypeFor[[]string]()
	override := []reflect.StructField{
		key("Hosts", "hosts", globs),
		key("Groups", "groups", globs),
		key("Thresholds", "thresholds", thresholds),
	}
	for i, element := range elementKeys(rules) {
		override = append(override, key(fmt.Sprint("Elements", i), selector(element), globs))
	}
	return reflect.StructOf([]reflect.StructField{
		{Name: "Settings", Type: reflect.TypeFor[Settings](), Anonymous: true},
		key("Thresholds", "thresholds", thresholds),
		key("Overrides", "override", reflect.SliceOf(reflect.StructOf(override))),
	})
}

// thresholdsIn returns the thresholds of a decoded table.
func thresholdsIn(table reflect.Value, rules []metric.Rule) Thresholds {
	t := Thresholds{
		Silent: table.FieldByName("Silent").Interface().(*float64),
		Hold:   table.FieldByName("Hold").Interface().(*int),
	}
	for i, r := range rules {
		if l := table.Field(i).Interface().(*metric.PartialLevel); l != nil {
			if t.Levels == nil {
				t.Levels = map[string]metric.PartialLevel{}
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
		globs := func(field string) []string { return table.FieldByName(field).Interface().([]string) }
		o := Override{Hosts: globs("Hosts"), Groups: globs("Groups"), Thresholds: thresholdsIn(table.FieldByName("Thresholds"), rules)}
		for j, key := range elementKeys(rules) {
			if names := globs(fmt.Sprint("Elements", j)); names != nil {
				o.Elements = append(o.Elements, Elements{Key: key, Names: names})
			}
		}
		list = append(list, o)
	}
	return list
}
