package config

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"psmonitor/internal/metric"
)

// Flags are the values of the flags that environment and configuration can set too. "" is not given.
type Flags struct {
	Stores                   Stores
	State, Out, Host, Config string
}

// Load returns the configuration of a command. Each setting is taken from the first source that gives it: the flags, the
// environment (PSMONITOR_STORE and so on; empty is not given), the configuration file, the defaults. Every error is one of
// usage or configuration: exit code 2.
func Load(flags Flags, getenv func(string) string, rules []metric.Rule) (Config, error) {
	given := Flags{
		Stores: firstOf(flags.Stores, storesOf(getenv("PSMONITOR_STORE"))),
		State:  cmp.Or(flags.State, getenv("PSMONITOR_STATE")),
		Out:    cmp.Or(flags.Out, getenv("PSMONITOR_OUT")),
		Host:   cmp.Or(flags.Host, getenv("PSMONITOR_HOST")),
		Config: cmp.Or(flags.Config, getenv("PSMONITOR_CONFIG")),
	}
	c, err := loadFile(cmp.Or(given.Config, filePath), given.Config != "", rules)
	if err != nil {
		return Config{}, err
	}
	c.Stores = firstOf(given.Stores, c.Stores)
	c.State = cmp.Or(given.State, c.State)
	c.Out = cmp.Or(given.Out, c.Out)
	c.Host = cmp.Or(given.Host, c.Host)
	// The file's store was checked with the file: an error now comes from a flag or the environment.
	if err := c.Stores.check(); err != nil {
		return Config{}, err
	}
	return c.withPaths(getenv)
}

// firstOf returns the first list that has something in it.
func firstOf(a, b Stores) Stores {
	if len(a) > 0 {
		return a
	}
	return b
}

// withPaths sets the paths that are not given.
func (c Config) withPaths(getenv func(string) string) (Config, error) {
	if c.Store() != "" && c.State != "" && c.Out != "" {
		return c, nil
	}
	base, err := baseFolder(runtime.GOOS, os.Geteuid() == 0, getenv)
	if err != nil {
		return Config{}, err
	}
	if c.Store() == "" {
		c.Stores = Stores{FileURL(filepath.Join(base, "store"))}
	}
	c.State = cmp.Or(c.State, filepath.Join(base, "state"))
	c.OutIsDefault = c.Out == ""
	c.Out = cmp.Or(c.Out, filepath.Join(base, "site"))
	return c, nil
}

// baseFolder returns the folder that store, state and site are in by default.
// Source of the user's folder: the XDG Base Directory Specification, by which a relative path does not count.
func baseFolder(system string, root bool, getenv func(string) string) (string, error) {
	if system == "windows" {
		if local := getenv("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "psmonitor"), nil
		}
		return "", errors.New("LOCALAPPDATA is not set: set the paths with -store, -state and -out")
	}
	if root {
		return "/var/lib/psmonitor", nil
	}
	if data := getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "psmonitor"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "psmonitor"), nil
	}
	return "", errors.New("neither XDG_DATA_HOME nor HOME is an absolute path: set the paths with -store, -state and -out")
}
