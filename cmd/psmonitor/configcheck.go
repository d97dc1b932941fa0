package main

import (
	"fmt"
	"math"
	"strings"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// maxKept bounds the documents of a collection. It is far beyond use (a year at 30 s); without a bound, a unit
// mistaken in `keep` would make collections of terabytes.
const maxKept = 1_000_000

// check returns the first thing wrong with the configuration, by its key, with what to write instead.
func (c *config) check() error {
	return firstError(
		checkStore(c.Store),
		c.checkHost(),
		c.checkTimes(),
		c.checkGlobs(),
		c.checkGroups(),
		c.Thresholds.check("thresholds"),
		c.checkOverrides(),
	)
}

// firstError returns the first error there is.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *config) checkHost() error {
	if c.Host == "" {
		return nil
	}
	if err := metric.CheckHost(c.Host); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	return nil
}

func (c *config) checkTimes() error {
	every, keep := c.Every.Duration, c.Keep.Duration
	switch {
	case every < time.Second:
		return fmt.Errorf("every: %v is too short: write \"1s\" or more", every)
	case keep < every:
		return fmt.Errorf("keep: %v is shorter than every (%v): write at least that", keep, every)
	case keep/every > maxKept:
		return fmt.Errorf("keep: %v at one sample every %v is %d documents a host, at most %d are kept: shorten keep or lengthen every", keep, every, keep/every, maxKept)
	}
	return nil
}

func (c *config) checkGlobs() error {
	return firstError(
		checkGlobs("disks.include", c.Disks.Include),
		checkGlobs("disks.exclude", c.Disks.Exclude),
		checkGlobs("diskio.include", c.DiskIO.Include),
		checkGlobs("diskio.exclude", c.DiskIO.Exclude),
		checkGlobs("net.include", c.Net.Include),
		checkGlobs("net.exclude", c.Net.Exclude),
		checkGlobs("hosts.ignore", c.Hosts.Ignore),
	)
}

func checkGlobs(key string, globs []string) error {
	for _, g := range globs {
		if g == "" {
			return fmt.Errorf("%s: an empty pattern matches nothing: remove it", key)
		}
		if err := metric.CheckGlob(g); err != nil {
			return fmt.Errorf("%s: %q is no pattern (%w): close the bracket, or put a backslash before it", key, g, err)
		}
	}
	return nil
}

func (c *config) checkGroups() error {
	seen := map[string]bool{}
	for i, g := range c.Groups {
		switch {
		case strings.TrimSpace(g.Name) == "":
			return fmt.Errorf("group %d: it has no name: give it name = \"…\"", i+1)
		case seen[g.Name]:
			return fmt.Errorf("group %q: there are two of this name: put their hosts into one", g.Name)
		case len(g.Hosts) == 0:
			return fmt.Errorf("group %q: it has no hosts: give it hosts = [\"…\"]", g.Name)
		}
		seen[g.Name] = true
		if err := checkGlobs(fmt.Sprintf("group %q: hosts", g.Name), g.Hosts); err != nil {
			return err
		}
	}
	return nil
}

func (c *config) checkOverrides() error {
	for i, o := range c.Overrides {
		key := fmt.Sprintf("override %d", i+1)
		if len(o.Hosts) == 0 {
			return fmt.Errorf("%s: it has no hosts: give it hosts = [\"…\"]", key)
		}
		if err := firstError(checkGlobs(key+": hosts", o.Hosts), o.Thresholds.check(key+": thresholds")); err != nil {
			return err
		}
	}
	return nil
}

// mostHours is how far ahead forecasts go.
const mostHours = 90 * 24

// check returns what is wrong with the thresholds of the table named key.
func (change thresholdChange) check(key string) error {
	if s := change.Silent; s != nil && !(*s >= 2 && *s <= 1000) {
		return fmt.Errorf("%s.silent: %v is out of range: write 2 to 1000 cadences", key, *s)
	}
	if h := change.Hold; h != nil && (*h < 1 || *h > 100) {
		return fmt.Errorf("%s.hold: %d is out of range: write 1 to 100 samples", key, *h)
	}
	return firstError(
		checkLevel(key+".disk", change.Disk, 100, false),
		checkLevel(key+".inodes", change.Inodes, 100, false),
		checkLevel(key+".memory", change.Memory, 100, true),
		checkLevel(key+".swap", change.Swap, 100, false),
		checkLevel(key+".cpu", change.CPU, 100, false),
		checkLevel(key+".load", change.Load, 1000, false),
		checkLevel(key+".full", change.Full, mostHours, true),
	)
}

// checkLevel returns what is wrong with a level whose values go from 0 to top, and which is reached from below, or,
// when falling, from above. A level that is not given is right.
func checkLevel(key string, l *report.Level, top float64, falling bool) error {
	if l == nil {
		return nil
	}
	for _, v := range []float64{l.Warning, l.Critical} {
		if math.IsNaN(v) || v < 0 || v > top {
			return fmt.Errorf("%s: %v is out of range: write 0 (never) to %v", key, v, top)
		}
	}
	switch {
	case l.Warning == 0 || l.Critical == 0:
		return nil
	case falling && l.Warning <= l.Critical:
		return fmt.Errorf("%s: this counts what is left, so warning (%v) must be above critical (%v)", key, l.Warning, l.Critical)
	case !falling && l.Warning >= l.Critical:
		return fmt.Errorf("%s: warning (%v) must be below critical (%v)", key, l.Warning, l.Critical)
	}
	return nil
}
