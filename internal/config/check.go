package config

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"psmonitor/internal/metric"
)

// MaxKept is the largest number of documents in a collection: a year at 30 s. Without it, a wrong unit in keep would make
// collections of terabytes.
const MaxKept = 1_000_000

// check returns the first error in the configuration, with what to write instead. The error begins with its key, as positions has
// it.
func (c *Config) check(rules []metric.Rule) error {
	return cmp.Or(
		c.Stores.check(),
		c.checkHost(),
		c.checkTimes(),
		c.checkGlobs(),
		c.checkGroups(),
		c.Thresholds.check("thresholds", rules, Thresholds{}),
		c.checkOverrides(rules),
	)
}

func (c *Config) checkHost() error {
	if c.Host == "" {
		return nil
	}
	if err := metric.CheckNewHost(c.Host); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	return nil
}

func (c *Config) checkTimes() error {
	every, keep := c.Every.Duration, c.Keep.Duration
	switch {
	case every < time.Second:
		return fmt.Errorf("every: %v is too short: write \"1s\" or more", every)
	case keep < every:
		return fmt.Errorf("keep: %v is shorter than every (%v): write %v or more", keep, every, every)
	case keep/every > MaxKept:
		return fmt.Errorf("keep: %v at one sample every %v is %d documents a host, at most %d are kept: shorten keep or lengthen every", keep, every, keep/every, MaxKept)
	}
	return nil
}

func (c *Config) checkGlobs() error {
	return cmp.Or(
		c.Disks.check("disks"),
		c.DiskIO.check("diskio"),
		c.Net.check("net"),
		CheckGlobs("hosts.ignore", c.Hosts.Ignore),
	)
}

// check returns the first error in the globs of the table named key.
func (f Filter) check(key string) error {
	return cmp.Or(
		CheckGlobs(key+".include", f.Include),
		CheckGlobs(key+".include_also", f.IncludeAlso),
		CheckGlobs(key+".exclude", f.Exclude),
	)
}

// CheckGlobs returns the first error in the globs under a key.
func CheckGlobs(key string, globs []string) error {
	for _, g := range globs {
		if g == "" {
			return fmt.Errorf("%s: an empty pattern matches nothing: remove it", key)
		}
		if err := metric.CheckGlob(g); err != nil {
			return fmt.Errorf("%s: %q is not a valid pattern (%w): close the bracket, or put a backslash before it", key, g, err)
		}
	}
	return nil
}

func (c *Config) checkGroups() error {
	seen := map[string]bool{}
	for i, g := range c.Groups {
		switch {
		case strings.TrimSpace(g.Name) == "":
			return fmt.Errorf("group %d: it has no name: give it name = \"…\"", i+1)
		case seen[g.Name]:
			return fmt.Errorf("group %d: there is another one with the name %q: put all hosts into one", i+1, g.Name)
		case len(g.Hosts) == 0:
			return fmt.Errorf("group %d: %q has no hosts: give it hosts = [\"…\"]", i+1, g.Name)
		}
		seen[g.Name] = true
		if err := CheckGlobs(fmt.Sprintf("group %d: hosts", i+1), g.Hosts); err != nil {
			return err
		}
	}
	return nil
}
