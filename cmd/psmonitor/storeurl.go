package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// checkStore wants a URL of a scheme there is. It does not show what it was given where that may hold a password.
func checkStore(storeURL string) error {
	scheme, rest, isURL := strings.Cut(storeURL, "://")
	const want = "write file:///path, mongodb://…, mongodb+srv://… or ssh://HOST/path"
	switch {
	case storeURL == "":
		return nil
	case !isURL && strings.ContainsAny(storeURL, "@?"):
		return errors.New("store: this is not a URL: " + want)
	case !isURL:
		return fmt.Errorf("store: %q is a path, not a URL: write %s", storeURL, fileURL(storeURL))
	case scheme == "file" && !strings.HasPrefix(rest, "/"):
		return fmt.Errorf("store: %q has no absolute path: write %s", storeURL, fileURL(rest))
	case scheme == "file", scheme == "mongodb", scheme == "mongodb+srv":
		return nil
	case scheme == "ssh" && hasPassword(storeURL):
		return errors.New("store: an ssh URL takes no password: make a key (ssh-keygen -t ed25519), and put its public half into ~/.ssh/authorized_keys on the other machine")
	case scheme == "ssh" && !namesFolder(rest):
		return errors.New("store: an ssh URL names a folder on the other machine: write ssh://HOST/var/lib/psmonitor/store")
	case scheme == "ssh":
		return nil
	}
	return fmt.Errorf("store: there is no store %.20q: %s", scheme, want)
}

// namesFolder reports whether what follows ssh:// has a host and a folder.
func namesFolder(rest string) bool {
	host, path, _ := strings.Cut(rest, "/")
	return host != "" && strings.Trim(path, "/") != ""
}

// checkNearStore refuses a store that can only be sent to, for commands that do more.
func checkNearStore(command, storeURL string) error {
	scheme, rest, _ := strings.Cut(storeURL, "://")
	if scheme != "ssh" {
		return nil
	}
	host, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	return fmt.Errorf("store: only psmonitor sample sends through ssh: run psmonitor %s on %s, with -store file:///%s", command, host, path)
}

// fileURL returns the URL of a path, relative to the working folder.
func fileURL(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}
