package store

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"
)

// Check reports why a URL cannot be that of a store. It does not look up, open or connect to anything. The error does not show
// the URL's password.
func Check(storeURL string) error {
	k, err := kindOf(storeURL)
	if err != nil {
		return err
	}
	return k.check(storeURL)
}

func checkFile(storeURL string) error {
	if _, err := pathOfURL(storeURL); err != nil {
		return fmt.Errorf("store %s: %w", Redact(storeURL), err)
	}
	return nil
}

func checkSSH(storeURL string) error {
	u, err := parseSSHURL(storeURL)
	if err != nil {
		return fmt.Errorf("store %s: %w", u.shown, err)
	}
	return nil
}

// checkMongo checks a URL as far as that is possible without a look-up, which the driver makes when it reads mongodb+srv://.
func checkMongo(storeURL string) error {
	storeURL = withoutSpaces(storeURL)
	scheme, rest, _ := strings.Cut(storeURL, "://")
	u, err := parseMongoURL(storeURL)
	if err != nil {
		return err
	}
	_, hosts := cutLast(rest, "@")
	hosts, _, _ = strings.Cut(hosts, "?")
	hosts, _, _ = strings.Cut(hosts, "/")
	switch {
	case hosts == "":
		return fmt.Errorf("store %s: name the server: %s://HOST/%s", u.shown, scheme, defaultDatabase)
	case scheme == "mongodb+srv" && strings.ContainsAny(hosts, ",:"):
		return fmt.Errorf("store %s: mongodb+srv:// needs one name without a port: DNS provides the servers", u.shown)
	case scheme == "mongodb+srv":
		return nil
	}
	if _, err := connstring.ParseAndValidate(storeURL); err != nil {
		return fmt.Errorf("store: %w", u.explain("read", "", err)) // begins with the key, as all errors of Check
	}
	return nil
}
