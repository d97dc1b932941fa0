package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// defaultDatabase is the database of the 2014 article.
const defaultDatabase = "reports"

// mongoURL is what psmonitor itself reads of a URL.
type mongoURL struct {
	database string
	shown    string   // for messages
	secrets  []string // what must not appear in a message, in the URL's spelling and decoded
	members  *members // nil until the URL is opened
}

// parseMongoURL reads the database's name and the secrets. It refuses ambiguous URLs, because the driver's errors quote the part
// that they cannot read, which may be half of a password.
func parseMongoURL(storeURL string) (mongoURL, error) {
	scheme, rest, _ := strings.Cut(storeURL, "://")
	m := mongoURL{shown: Redact(storeURL)}
	user, rest := cutLast(rest, "@")
	if err := m.readUser(user); err != nil {
		return m, fmt.Errorf("store %s: %w", m.shown, err)
	}
	rest, options, _ := strings.Cut(rest, "?")
	hosts, path, _ := strings.Cut(rest, "/")
	if redactPorts(hosts) != hosts {
		return m, fmt.Errorf("store %s: the port is not a number from 1 to 65535: write USER:PASSWORD@HOST:PORT", m.shown)
	}
	for _, option := range optionList(options) {
		if redactOptions(option) != option {
			_, value, _ := strings.Cut(option, "=")
			m.secret(value)
		}
	}
	if err := checkOptions(scheme, options); err != nil {
		return m, fmt.Errorf("store %s: %w", m.shown, err)
	}
	var err error
	if m.database, err = databaseIn(path); err != nil {
		return m, fmt.Errorf("store %s: %w", m.shown, err)
	}
	return m, nil
}

// databaseIn returns the name of the database in a URL's path.
func databaseIn(path string) (string, error) {
	switch {
	case path == "":
		return defaultDatabase, nil
	case strings.ContainsAny(path, "=&;"): // MongoDB allows them, but here they would be options that have no effect
		return "", errors.New("the database's name has one of = & ;, which stand in options: write ? before the first option, or %3D, %26, %3B in the name")
	case strings.Contains(path, "+"):
		return "", errors.New("a + in the database's name, which the driver reads as a space: write %2B")
	}
	database, err := url.PathUnescape(path)
	if err != nil {
		return "", err
	}
	return database, checkDatabase(database)
}

func cutLast(s, sep string) (before, after string) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+len(sep):]
}

var errEscape = errors.New("user or password has a character that must be escaped: write % as %25, : as %3A, / as %2F, @ as %40, ? as %3F, # as %23")

// readUser reads the password of USER:PASSWORD.
func (m *mongoURL) readUser(user string) error {
	_, password, _ := strings.Cut(user, ":")
	m.secret(password)
	_, err := url.PathUnescape(user)
	if err != nil || strings.ContainsAny(user, "/?#[]@") || strings.Contains(password, ":") {
		return errEscape
	}
	return nil
}

// secret adds a secret, also as it is unescaped if it can be.
func (m *mongoURL) secret(s string) {
	decoded, _ := url.PathUnescape(s)
	for _, secret := range []string{s, decoded} {
		if secret != "" {
			m.secrets = append(m.secrets, secret)
		}
	}
}

// maxForeignText is how many bytes of a text of the driver or the server are shown. A server chooses its own.
const maxForeignText = 500

// redact replaces the secrets in a text of the driver or the server, and shortens it.
func (m *mongoURL) redact(text string) string {
	for _, secret := range m.secrets {
		text = strings.ReplaceAll(text, secret, hidden)
	}
	if len(text) > maxForeignText {
		text = strings.ToValidUTF8(text[:maxForeignText], "") + "…"
	}
	return printable(text)
}

// withoutSpaces removes the spaces beside the commas between a URL's servers, as in that of the 2014 article.
func withoutSpaces(storeURL string) string {
	scheme, rest, _ := strings.Cut(storeURL, "://")
	user, rest := cutLast(rest, "@")
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	hosts := strings.Split(rest[:end], ",")
	for i := range hosts {
		hosts[i] = strings.TrimSpace(hosts[i])
	}
	if user != "" {
		user += "@"
	}
	return scheme + "://" + user + strings.Join(hosts, ",") + rest[end:]
}

// checkDatabase reports why a database cannot have a name. Source: MongoDB's manual, "Naming Restrictions".
func checkDatabase(name string) error {
	const limit = 63
	switch {
	case len(name) > limit:
		return fmt.Errorf("the database's name has %d characters, at most %d are allowed", len(name), limit)
	case strings.ContainsAny(name, "/\\. \"$*<>:|?\x00"):
		return fmt.Errorf("database name %q has a character that MongoDB does not allow", name)
	case name == "admin" || name == "local" || name == "config":
		return fmt.Errorf("database %q is reserved by MongoDB: choose another (with authSource=%s if the users are there)", name, name)
	}
	return nil
}
