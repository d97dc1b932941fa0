package sampler

import "psmonitor/internal/metric"

// Filter selects names by globs (metric.Match). Exclude has precedence over Include. Without Include, all names are
// selected that a family does not omit by default, such as pseudo file systems and interfaces of containers. With
// Include, exactly the matching names are selected, including those.
type Filter struct {
	Include []string
	Exclude []string
}

// Filters are the filters of the families with many elements.
type Filters struct {
	Disks  Filter // by mount point
	DiskIO Filter // by device
	Net    Filter // by interface
}

// accepts reports whether a name is selected. byDefault says whether it is without any configuration.
func (f Filter) accepts(name string, byDefault bool) bool {
	if metric.MatchAny(f.Exclude, name) {
		return false
	}
	if len(f.Include) == 0 {
		return byDefault
	}
	return metric.MatchAny(f.Include, name)
}
