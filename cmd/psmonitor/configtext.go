package main

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// parse puts the text's settings over those of c, and checks the whole. Keys that do not exist are errors, as a
// misspelt one would otherwise do nothing, in silence.
func (c *config) parse(text []byte) error {
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(c)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("unknown key: correct or remove it\n%s", maskPassword(unknown.String()))
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		return fmt.Errorf("line %d, column %d\n%s", line, column, maskPassword(plainWords(wrong.String())))
	case err != nil:
		return errors.New(maskPassword(err.Error()))
	}
	return c.check()
}

// mismatchPattern is how the TOML library words a value of the wrong type: by the types of our program. It is compiled
// when something is wrong, and not at every start.
const mismatchPattern = `cannot decode TOML ([a-z]+) into (?:struct field \S+|a Go value) of type (\S+)`

// plainWords says in the user's words what mismatchPattern finds said in ours.
func plainWords(shown string) string {
	mismatch := regexp.MustCompile(mismatchPattern)
	return mismatch.ReplaceAllStringFunc(shown, func(found string) string {
		part := mismatch.FindStringSubmatch(found)
		want := "a table"
		switch part[2] {
		case "string":
			want = `text, as in "…"`
		case "bool":
			want = "true or false"
		case "int":
			want = "a whole number"
		case "float64":
			want = "a number"
		case "[]string":
			want = `a list, as in ["…", "…"]`
		}
		return part[1] + " found, want " + want
	})
}

// remoteURLPattern finds a URL of MongoDB or ssh, which may be broken: to the end of the line.
const remoteURLPattern = `((?:mongodb(?:\+srv)?|ssh)://)([^\n]*)`

// maskPassword makes such URLs unreadable in lines that are shown, as any part of them may be of the password.
func maskPassword(shown string) string {
	remoteURL := regexp.MustCompile(remoteURLPattern)
	return remoteURL.ReplaceAllStringFunc(shown, func(found string) string {
		part := remoteURL.FindStringSubmatch(found)
		return part[1] + strings.Repeat("x", len([]rune(part[2])))
	})
}

// hasPassword reports whether a store's URL carries a secret: after the user's name, or in an option. In doubt it does.
func hasPassword(storeURL string) bool {
	scheme, rest, _ := strings.Cut(storeURL, "://")
	if scheme != "mongodb" && scheme != "mongodb+srv" && scheme != "ssh" {
		return false
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 && strings.Contains(rest[:at], ":") {
		return true
	}
	rest = strings.ToLower(rest)
	return strings.Contains(rest, "password=") || strings.Contains(rest, "token:")
}
