package main

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

// configPath is where the configuration is looked for when nobody names another place. The file need not be there.
const configPath = "/etc/psmonitor.toml"

// maxConfigSize bounds what is read of a configuration file, in bytes.
const maxConfigSize = 1 << 20

// config is what the commands go by: the configuration file, completed by settings.
type config struct {
	Store      string          `toml:"store"`
	State      string          `toml:"state"`
	Out        string          `toml:"out"`
	Host       string          `toml:"host"` // "" is the system's host name: see hostName
	Every      duration        `toml:"every"`
	Keep       duration        `toml:"keep"`
	JSON       bool            `toml:"json"`
	Disks      filter          `toml:"disks"`  // by mount point
	DiskIO     filter          `toml:"diskio"` // by device
	Net        filter          `toml:"net"`    // by interface
	Hosts      hosts           `toml:"hosts"`
	Groups     []group         `toml:"group"`
	Thresholds thresholdChange `toml:"thresholds"`
	Overrides  []override      `toml:"override"`
}

// filter says by globs which things are sampled.
type filter struct {
	Include []string `toml:"include"` // none: everything
	Exclude []string `toml:"exclude"` // wins over Include
}

// hosts says by globs which hosts of the store are not shown.
type hosts struct {
	Ignore []string `toml:"ignore"`
}

// group is hosts that stand together on the overview.
type group struct {
	Name  string   `toml:"name"`
	Hosts []string `toml:"hosts"`
}

// groupNames returns the names of all groups, in the order of the file.
func (c config) groupNames() []string {
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = g.Name
	}
	return names
}

// groupsOf returns the names of the groups that a host is in, in the order of the file.
func (c config) groupsOf(host string) []string {
	var names []string
	for _, g := range c.Groups {
		if metric.MatchAny(g.Hosts, host) {
			names = append(names, g.Name)
		}
	}
	return names
}

// defaultConfig returns the configuration without any file, but for the places, which settings knows.
func defaultConfig() config {
	return config{
		Every: duration{5 * time.Minute},
		Keep:  duration{48 * time.Hour},
		JSON:  true,
	}
}

// maxDocuments returns how many documents a host's collection keeps.
func (c config) maxDocuments() int {
	return int(c.Keep.Duration / c.Every.Duration)
}

// hostName returns the name under which this machine is sampled: the configured one, else the system's.
func (c config) hostName() (string, error) {
	name := c.Host
	if name == "" {
		var err error
		if name, err = os.Hostname(); err != nil {
			return "", fmt.Errorf("find the system's host name: %w: name this host with -host", err)
		}
	}
	return name, metric.CheckHost(name)
}

// loadConfig returns the configuration of the file at path, on top of the defaults, checked. A file that is not
// there is an error only if somebody named it explicitly.
func loadConfig(path string, explicit bool) (config, error) {
	c := defaultConfig()
	text, mode, err := readConfig(path)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		return c, nil
	}
	if err != nil {
		return config{}, fmt.Errorf("configuration: %w", err)
	}
	if err := c.parse(text); err != nil {
		return config{}, fmt.Errorf("configuration %s: %w", path, err)
	}
	if runtime.GOOS != "windows" && mode&0o006 != 0 && hasPassword(c.Store) {
		return config{}, fmt.Errorf("configuration %s: store has a password, and everybody can read the file: run chmod o-rw %s", path, path)
	}
	return c, nil
}

// readConfig returns the text and the mode of a file. The mode is the opened file's, so that it belongs to the text.
func readConfig(path string) ([]byte, fs.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	text, err := io.ReadAll(io.LimitReader(f, maxConfigSize+1))
	if err != nil {
		return nil, 0, err
	}
	if len(text) > maxConfigSize {
		return nil, 0, fmt.Errorf("%s: larger than 1 MiB: is this a configuration of psmonitor?", path)
	}
	return text, info.Mode(), nil
}
