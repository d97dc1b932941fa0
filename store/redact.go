package store

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// hidden replaces secrets.
const hidden = "xxxxx"

// secretOptions are the options of a MongoDB URL whose values are passwords, or contain some.
var secretOptions = strings.Fields("tlscertificatekeyfilepassword sslclientcertificatekeypassword authmechanismproperties")

// isShown reports whether the value of an option of a MongoDB or ssh URL may be shown. Those of unknown options may be secrets.
func isShown(name string) bool {
	key := strings.ToLower(name)
	return key == "config" || optionOf(key).want != "" && !slices.Contains(secretOptions, key)
}

// Redact returns the URL without its password, for messages. The URL need not be well-formed: in doubt, as when a password has
// an unescaped @ or / or stands in the place of a port, more is hidden than necessary.
func Redact(storeURL string) string {
	scheme, rest, found := strings.Cut(storeURL, "://")
	if found && isScheme(scheme) {
		scheme += "://"
	} else { // the colon and the slashes may be part of a password
		scheme, rest = "", storeURL
	}
	if scheme == "file://" && (rest == "" || rest[0] == '/') {
		return printable(storeURL)
	}
	user, rest := redactUser(rest)
	hosts, options, asked := strings.Cut(rest, "?")
	hosts, path, slash := strings.Cut(hosts, "/")
	shown := scheme + user + redactPorts(hosts)
	if slash && strings.ContainsAny(path, "=&;") { // options in the wrong place
		path = hidden
	}
	if slash {
		shown += "/" + path
	}
	if asked {
		shown += "?" + redactOptions(options)
	}
	return printable(shown)
}

// isScheme reports whether s can be the scheme of a URL (RFC 3986, 3.1).
func isScheme(s string) bool {
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
}

// redactUser cuts s after its last @, because passwords may contain one, and returns the first part without the password.
func redactUser(s string) (user, rest string) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", s
	}
	name, _, found := strings.Cut(s[:at], ":")
	switch {
	case strings.ContainsAny(name, "/?#@"): // it is not a name
		name = hidden
	case found:
		name += ":" + hidden
	}
	return name + "@", s[at+1:]
}

// redactPorts hides what is in the place of a port and cannot be one: if the host is missing, it may be a password.
func redactPorts(hosts string) string {
	list := strings.Split(hosts, ",")
	for i, host := range list {
		bracket := max(strings.LastIndexByte(host, ']'), 0) // an IPv6 address has colons of its own
		if name, port, found := strings.Cut(host[bracket:], ":"); found && !isPort(port) {
			list[i] = host[:bracket] + name + ":" + hidden
		}
	}
	return strings.Join(list, ",")
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

func redactOptions(options string) string {
	list := optionList(options)
	for i, option := range list {
		name, _, found := strings.Cut(option, "=")
		switch {
		case !found:
			list[i] = hidden
		case !isShown(name):
			list[i] = name + "=" + hidden
		}
	}
	return strings.Join(list, "&")
}

// printable replaces characters that end a line of a log, or that control a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
