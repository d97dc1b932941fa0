package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// choices are the values of the flags that settings may also come from elsewhere. "" is not given.
type choices struct {
	store, state, out, host, config string
}

// settings returns the configuration that a command goes by. Each setting is taken from the first that gives it: the
// flags, the environment (PSMONITOR_STORE and so on; empty is not given), the configuration file, the defaults.
// Every error is one of usage or configuration: exit code 2.
func settings(flags choices, getenv func(string) string) (config, error) {
	given := choices{
		store:  cmp.Or(flags.store, getenv("PSMONITOR_STORE")),
		state:  cmp.Or(flags.state, getenv("PSMONITOR_STATE")),
		out:    cmp.Or(flags.out, getenv("PSMONITOR_OUT")),
		host:   cmp.Or(flags.host, getenv("PSMONITOR_HOST")),
		config: cmp.Or(flags.config, getenv("PSMONITOR_CONFIG")),
	}
	c, err := loadConfig(cmp.Or(given.config, configPath), given.config != "")
	if err != nil {
		return config{}, err
	}
	c.Store = cmp.Or(given.store, c.Store)
	c.State = cmp.Or(given.state, c.State)
	c.Out = cmp.Or(given.out, c.Out)
	c.Host = cmp.Or(given.host, c.Host)
	// The file was checked with the file: what is wrong now comes from a flag or the environment.
	if err := checkStore(c.Store); err != nil {
		return config{}, err
	}
	return c.withPlaces(getenv)
}

// withPlaces fills in the places that nobody named.
func (c config) withPlaces(getenv func(string) string) (config, error) {
	if c.Store != "" && c.State != "" && c.Out != "" {
		return c, nil
	}
	base, err := baseFolder(runtime.GOOS, os.Geteuid() == 0, getenv)
	if err != nil {
		return config{}, err
	}
	c.Store = cmp.Or(c.Store, fileURL(filepath.Join(base, "store")))
	c.State = cmp.Or(c.State, filepath.Join(base, "state"))
	c.Out = cmp.Or(c.Out, filepath.Join(base, "site"))
	return c, nil
}

// baseFolder returns the folder that store, state and site are in when nobody says otherwise.
// Source of the user's folder: the XDG Base Directory Specification, by which a relative path does not count.
func baseFolder(system string, root bool, getenv func(string) string) (string, error) {
	if system == "windows" {
		if local := getenv("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "psmonitor"), nil
		}
		return "", errors.New("LOCALAPPDATA is not set: name the places with -store, -state and -out")
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
	return "", errors.New("neither XDG_DATA_HOME nor HOME is an absolute path: name the places with -store, -state and -out")
}
