package main

import (
	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// thresholdChange is thresholds as the configuration gives them: what is not given stays as it is.
type thresholdChange struct {
	Disk   *report.Level `toml:"disk"`
	Inodes *report.Level `toml:"inodes"`
	Memory *report.Level `toml:"memory"`
	Swap   *report.Level `toml:"swap"`
	CPU    *report.Level `toml:"cpu"`
	Load   *report.Level `toml:"load"`
	Full   *report.Level `toml:"full"`
	Silent *float64      `toml:"silent"`
	Hold   *int          `toml:"hold"`
}

// override changes thresholds for the hosts that match one of its globs.
type override struct {
	Hosts      []string        `toml:"hosts"`
	Thresholds thresholdChange `toml:"thresholds"`
}

// thresholdsFor returns the thresholds of a host: the defaults, those for all hosts, and the overrides whose globs
// match, in the order of the file.
func (c config) thresholdsFor(host string) report.Thresholds {
	t := c.Thresholds.over(report.DefaultThresholds())
	for _, o := range c.Overrides {
		if metric.MatchAny(o.Hosts, host) {
			t = o.Thresholds.over(t)
		}
	}
	return t
}

// over returns t with what is given in its place. A level is replaced whole: of { warning = 90 } the critical is off.
func (change thresholdChange) over(t report.Thresholds) report.Thresholds {
	replace(&t.Disk, change.Disk)
	replace(&t.Inodes, change.Inodes)
	replace(&t.Memory, change.Memory)
	replace(&t.Swap, change.Swap)
	replace(&t.CPU, change.CPU)
	replace(&t.Load, change.Load)
	replace(&t.Full, change.Full)
	replace(&t.Silent, change.Silent)
	replace(&t.Hold, change.Hold)
	return t
}

func replace[T any](value, given *T) {
	if given != nil {
		*value = *given
	}
}
