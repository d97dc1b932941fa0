package config

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"psmonitor/store"
)

// checkStore reports why a text is not the URL of a store; "" is valid. The error does not show what may contain a password.
func checkStore(storeURL string) error {
	scheme, rest, isURL := strings.Cut(storeURL, "://")
	switch {
	case storeURL == "":
		return nil
	case !isURL && strings.ContainsAny(storeURL[len(filepath.VolumeName(storeURL)):], "@?:"): // mongodb:/u:password/db
		return errors.New("store: this is not a URL: write file:///path, mongodb://…, mongodb+srv://… or ssh://HOST/path")
	case !isURL:
		return fmt.Errorf("store: %q is a path, not a URL: write %s", storeURL, FileURL(storeURL))
	case scheme == "file" && !strings.HasPrefix(rest, "/"):
		if rest != "" && rest[0] != '.' { // file://var/lib has a slash too few
			rest = "/" + rest
		}
		return fmt.Errorf("store: %q has no absolute path: write %s", storeURL, FileURL(rest))
	}
	return store.Check(storeURL)
}

// CheckReadable refuses stores that can only be sent to, for commands that do more.
func (s Stores) CheckReadable(command string) error {
	for _, storeURL := range s {
		if err := checkReadable(command, storeURL); err != nil {
			return err
		}
	}
	return nil
}

func checkReadable(command, storeURL string) error {
	scheme, rest, _ := strings.Cut(storeURL, "://")
	if scheme != "ssh" {
		return nil
	}
	host, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	return fmt.Errorf("store: only psmonitor sample works over ssh: run psmonitor %s on %s, with -store file:///%s", command, host, path)
}

// FileURL returns the URL of a path, relative to the working folder.
func FileURL(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
