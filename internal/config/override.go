package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"psmonitor/internal/metric"
)

// Override changes thresholds for some hosts, or for some elements of their arrays. A host must match all that is given.
type Override struct {
	Hosts      []string   // globs; nil for all hosts
	Groups     []string   // names of groups; nil for all hosts
	Elements   []Elements // whose levels change; none: those of the whole host
	Thresholds Thresholds
}

// Elements selects elements of an array, such as mounts.
type Elements struct {
	Key   string   // the field that has an element's name: "mount"
	Names []string // globs
}

// selector returns the key of an override that selects elements by a field: mounts for mount.
func selector(key string) string { return key + "s" }

// elementKeys returns the fields by which rules tell elements apart: "mount" and so on.
func elementKeys(rules []metric.Rule) []string {
	var keys []string
	for _, r := range rules {
		if r.Each.Key != "" && !slices.Contains(keys, r.Each.Key) {
			keys = append(keys, r.Each.Key)
		}
	}
	return keys
}

// selects reports whether an override is for a host.
func (c Config) selects(o *Override, host string) bool {
	if o.Hosts != nil && !metric.MatchAny(o.Hosts, host) {
		return false
	}
	inGroup := func(name string) bool { return slices.Contains(c.GroupsOf(host), name) }
	return o.Groups == nil || slices.ContainsFunc(o.Groups, inGroup)
}

// over returns t with the values of the override replaced.
func (o *Override) over(t metric.Thresholds) metric.Thresholds {
	if len(o.Elements) == 0 {
		return o.Thresholds.over(t)
	}
	for _, e := range o.Elements {
		t.Changes = append(t.Changes, metric.Change{Key: e.Key, Names: e.Names, Levels: o.Thresholds.Levels})
	}
	return t
}

func (c *Config) checkOverrides(rules []metric.Rule) error {
	for i, o := range c.Overrides {
		key := fmt.Sprintf("override %d", i+1)
		err := cmp.Or(
			o.checkSelectors(key, rules),
			c.checkGroupNames(key+": groups", o.Groups),
			o.checkElementLevels(key+": thresholds", rules),
			o.Thresholds.check(key+": thresholds", rules, c.Thresholds),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkSelectors reports why what the override selects is not valid.
func (o *Override) checkSelectors(key string, rules []metric.Rule) error {
	if o.Hosts == nil && o.Groups == nil && len(o.Elements) == 0 {
		others := "groups"
		for _, e := range elementKeys(rules) {
			others += " or " + selector(e)
		}
		return fmt.Errorf("%s: it has no hosts: give it hosts = [\"…\"], %s", key, others)
	}
	err := cmp.Or(checkNotEmpty(key+": groups", o.Groups), checkNotEmpty(key+": hosts", o.Hosts), CheckGlobs(key+": hosts", o.Hosts))
	for _, e := range o.Elements {
		name := key + ": " + selector(e.Key)
		err = cmp.Or(err, checkNotEmpty(name, e.Names), CheckGlobs(name, e.Names))
	}
	return err
}

// checkNotEmpty reports that a list is given without anything in it.
func checkNotEmpty(key string, list []string) error {
	if list != nil && len(list) == 0 {
		return fmt.Errorf("%s: an empty list selects nothing: remove it, or write what it selects", key)
	}
	return nil
}

// checkGroupNames reports the first name that no group has.
func (c *Config) checkGroupNames(key string, names []string) error {
	for _, name := range names {
		if !slices.Contains(c.GroupNames(), name) {
			advice := "define it with [[group]]"
			if len(c.Groups) > 0 {
				advice += fmt.Sprintf(", or write one of %q", c.GroupNames())
			}
			return fmt.Errorf("%s: %q is not the name of a group: %s", key, name, advice)
		}
	}
	return nil
}

// checkElementLevels reports the first threshold that does not count for single elements.
func (o *Override) checkElementLevels(key string, rules []metric.Rule) error {
	if len(o.Elements) == 0 {
		return nil
	}
	var selectors, valid, invalid []string
	for _, e := range o.Elements {
		selectors = append(selectors, selector(e.Key))
	}
	for _, r := range rules {
		if o.judges(r, rules) {
			valid = append(valid, r.Name)
		} else if _, given := o.Thresholds.Levels[r.Name]; given {
			invalid = append(invalid, r.Name)
		}
	}
	if o.Thresholds.Hold != nil {
		invalid = append(invalid, "hold")
	}
	if o.Thresholds.Silent != nil {
		invalid = append(invalid, "silent")
	}
	if len(invalid) == 0 {
		return nil
	}
	names := strings.Join(selectors, " and ")
	return fmt.Errorf("%s.%s: it counts for the whole host, not for %s: put it into an override without %s; with %s there can be %s",
		key, invalid[0], names, names, names, strings.Join(valid, ", "))
}

// judges reports whether the levels of a rule count for single elements that the override selects: the rule judges them,
// or has the levels of a forecast about them.
func (o *Override) judges(r metric.Rule, rules []metric.Rule) bool {
	return slices.ContainsFunc(o.Elements, func(e Elements) bool {
		return slices.ContainsFunc(rules, func(each metric.Rule) bool {
			return each.Each.Key == e.Key && (each.Name == r.Name || each.Forecast != nil && each.Forecast.Rule == r.Name)
		})
	})
}
