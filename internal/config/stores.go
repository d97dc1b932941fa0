package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"psmonitor/store"
)

// Stores are the URLs of stores: a text, or a list of texts. Commands that write use the first.
type Stores []string

// UnmarshalText reads one URL. The TOML library reads lists itself.
func (s *Stores) UnmarshalText(text []byte) error {
	*s = Stores{string(text)}
	return nil
}

// storesOf returns the URLs in a variable, separated by spaces. A space within a URL is part of it.
func storesOf(text string) (list Stores) {
	for _, word := range strings.Split(text, " ") {
		switch last := len(list) - 1; {
		case last < 0 || strings.Contains(word, "://"):
			list = append(list, word)
		default:
			list[last] += " " + word
		}
	}
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return slices.DeleteFunc(list, func(storeURL string) bool { return storeURL == "" })
}

// check reports the first text that is not the URL of a store, or is in the list twice. The error begins with "store", or with
// "store 2" if it is about the second of several, as positions has it.
func (s Stores) check() error {
	if s != nil && len(s) == 0 {
		return errors.New("store: an empty list has no store: write a URL, or remove the line")
	}
	for i, storeURL := range s {
		err := checkStore(storeURL)
		switch {
		case err == nil && len(s) > 1 && storeURL == "":
			err = errors.New("store: it is empty: write file:///path, mongodb://… or mongodb+srv://…")
		case err == nil && slices.Contains(s[:i], storeURL):
			err = fmt.Errorf("store: %s is in the list already: remove it", store.Redact(storeURL))
		}
		if err != nil && len(s) > 1 {
			err = fmt.Errorf("store %d%s", i+1, strings.TrimPrefix(err.Error(), "store"))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// haveSecret reports whether one of the URLs may have a secret.
func (s Stores) haveSecret() bool { return slices.ContainsFunc(s, hasPassword) }

// Redacted returns the URLs without passwords, for messages.
func (s Stores) Redacted() string {
	shown := make([]string, len(s))
	for i, storeURL := range s {
		shown[i] = store.Redact(storeURL)
	}
	return strings.Join(shown, ", ")
}
