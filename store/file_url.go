package store

import (
	"errors"
	"net/url"
	"path"
	"path/filepath"
	"strings"
)

// pathOfURL returns the folder that a URL names: file:///var/lib/x, on Windows file:///C:/x.
func pathOfURL(storeURL string) (string, error) {
	u, err := url.Parse(storeURL)
	switch {
	case err != nil:
		return "", errors.New("not a URL: write % as %25, ? as %3F and # as %23")
	case u.Host != "" && u.Host != "localhost" || u.User != nil:
		return "", errors.New("a file URL has three slashes: file:///path")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("a file URL has no options: write ? as %3F and # as %23")
	case u.Path == "" || path.Clean(u.Path) == "/" || strings.ContainsRune(u.Path, 0):
		return "", errors.New("name the store's folder: file:///var/lib/psmonitor/store")
	}
	folder := u.Path
	if filepath.VolumeName(folder[1:]) != "" { // on Windows only
		folder = folder[1:]
	}
	return filepath.Clean(filepath.FromSlash(folder)), nil
}
