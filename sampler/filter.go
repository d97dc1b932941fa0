package sampler

import (
	"fmt"
	"hash/crc32"

	"psmonitor/internal/metric"
)

// Filter selects names by globs (metric.Match). Without Include, all names are selected that a family does not omit by
// default, such as pseudo file systems and interfaces of containers. With Include, exactly the matching names are selected,
// including those. IncludeAlso adds names to either. Exclude has precedence over both.
type Filter struct {
	Include     []string
	IncludeAlso []string
	Exclude     []string
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
	if metric.MatchAny(f.IncludeAlso, name) {
		return true
	}
	if len(f.Include) == 0 {
		return byDefault
	}
	return metric.MatchAny(f.Include, name)
}

// selection is the version of what is selected without configuration. Increase it when a version of the program omits
// elements that earlier ones listed: then they are not said to be missing.
const selection = 1

// checksum returns a number that differs for different filters.
func (f Filter) checksum() int64 {
	return int64(crc32.ChecksumIEEE(fmt.Appendf(nil, "%d %q", selection, f)))
}
