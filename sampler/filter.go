package sampler

import "psmonitor/internal/metric"

// Filter chooses names by globs (metric.Match). Exclude wins over Include. Without Include, everything is taken but
// what a family leaves out of its own accord, as pseudo file systems or a container's network plumbing; with it,
// exactly what it names is taken, and that brings such things in too.
type Filter struct {
	Include []string
	Exclude []string
}

// Filters choose among what a host has many of.
type Filters struct {
	Disks  Filter // by mount point
	DiskIO Filter // by device
	Net    Filter // by interface
}

// takes reports whether a name is wanted; usual says whether it is without any setting.
func (f Filter) takes(name string, usual bool) bool {
	if metric.MatchAny(f.Exclude, name) {
		return false
	}
	if len(f.Include) == 0 {
		return usual
	}
	return metric.MatchAny(f.Include, name)
}
