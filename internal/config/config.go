// Package config reads the settings that the commands share: the values of flags, the environment, the configuration
// file and the defaults, in this order. It refuses settings that are not valid, and shows the key or the line and column.
//
// It knows no command, prints nothing, opens no store and judges no host. The rules of the families define the thresholds.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"time"

	"psmonitor/internal/metric"
)

// filePath is the default path of the configuration. The file need not exist.
const filePath = "/etc/psmonitor.toml"

// maxFile is the largest configuration file that is read, in bytes.
const maxFile = 1 << 20

// Config is the whole configuration.
type Config struct {
	Settings
	Thresholds   Thresholds
	Overrides    []Override
	OutIsDefault bool // nobody has named Out
}

// Settings are the keys of the configuration file that do not depend on the rules.
type Settings struct {
	Stores Stores   `toml:"store"`
	State  string   `toml:"state"`
	Out    string   `toml:"out"`
	Host   string   `toml:"host"` // "" is the system's host name: see HostName
	Every  Duration `toml:"every"`
	Keep   Duration `toml:"keep"`
	JSON   bool     `toml:"json"`
	Disks  Filter   `toml:"disks"`  // by mount point
	DiskIO Filter   `toml:"diskio"` // by device
	Net    Filter   `toml:"net"`    // by interface
	Hosts  Hosts    `toml:"hosts"`
	Groups []Group  `toml:"group"`
}

// Filter selects by globs what is sampled.
type Filter struct {
	Include     []string `toml:"include"`      // none: everything that is not omitted by default
	IncludeAlso []string `toml:"include_also"` // in addition to that
	Exclude     []string `toml:"exclude"`      // wins over both
}

// Hosts selects by globs the hosts of the store that are not shown.
type Hosts struct {
	Ignore []string `toml:"ignore"`
}

// Group is hosts that the overview shows together, selected by globs.
type Group struct {
	Name  string   `toml:"name"`
	Hosts []string `toml:"hosts"`
}

// GroupNames returns the names of all groups, in the order of the file.
func (c Config) GroupNames() []string {
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = g.Name
	}
	return names
}

// GroupsOf returns the names of the groups that a host is in, in the order of the file.
func (c Config) GroupsOf(host string) []string {
	var names []string
	for _, g := range c.Groups {
		if metric.MatchAny(g.Hosts, host) {
			names = append(names, g.Name)
		}
	}
	return names
}

// Store returns the first store: the one that samples are written to.
func (c Config) Store() string {
	if len(c.Stores) == 0 {
		return ""
	}
	return c.Stores[0]
}

// MaxDocuments returns how many documents a host's collection keeps.
func (c Config) MaxDocuments() int {
	return int(c.Keep.Duration / c.Every.Duration)
}

// HostName returns the name under which this machine is sampled: the configured one, else the system's.
func (c Config) HostName() (string, error) {
	name := c.Host
	if name == "" {
		var err error
		if name, err = os.Hostname(); err != nil {
			return "", fmt.Errorf("find the system's host name: %w: name this host with -host", err)
		}
	}
	return name, metric.CheckNewHost(name)
}

// defaults returns the configuration without a file. Its paths are empty: Load sets them.
func defaults() Config {
	return Config{Settings: Settings{
		Every: Duration{5 * time.Minute},
		Keep:  Duration{48 * time.Hour},
		JSON:  true,
	}}
}

// loadFile returns the checked configuration of the file at path, with defaults. A missing file is an error only if its
// path was given.
func loadFile(path string, given bool, rules []metric.Rule) (Config, error) {
	c := defaults()
	text, mode, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !given {
		return c, nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return Config{}, fmt.Errorf("configuration: %w: run this as a user who may read it, or name another file with -config", err)
	}
	if err != nil {
		return Config{}, fmt.Errorf("configuration: %w", err)
	}
	if err := c.decode(text, rules); err != nil {
		return Config{}, fmt.Errorf("configuration %s: %w", path, err)
	}
	if runtime.GOOS != "windows" && mode&0o006 != 0 && c.Stores.haveSecret() {
		err := fmt.Errorf("store has a password, and everybody can read the file: run chmod o-rw %s", path)
		return Config{}, fmt.Errorf("configuration %s: %w", path, find(text).found.located(err))
	}
	return c, nil
}

// readFile returns the text and the mode of a file, both of the same opened file.
func readFile(path string) ([]byte, fs.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, 0, err
	}
	if len(text) > maxFile {
		return nil, 0, fmt.Errorf("%s: larger than 1 MiB: is this a configuration of psmonitor?", path)
	}
	return text, info.Mode(), nil
}
