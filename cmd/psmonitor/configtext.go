package main

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

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

// maskPassword makes URLs of MongoDB and ssh unreadable in lines that are shown, as any part of them may be of the password. What
// stands behind keeps its place, for the caret below it.
func maskPassword(shown string) string {
	var b strings.Builder
	for line := range strings.Lines(shown) {
		end := len(strings.TrimRight(line, "\r\n"))
		from := min(secretFrom(line[:end]), end)
		b.WriteString(line[:from] + strings.Repeat("x", utf8.RuneCountInString(line[from:end])) + line[end:])
	}
	return b.String()
}

// secretFrom returns where in a line that is shown a password may begin; the line's length for nowhere. A URL may be
// broken in any way: so it is the value of store, whatever that is, and anything with an @.
func secretFrom(line string) int {
	for _, scheme := range []string{"mongodb://", "mongodb+srv://", "ssh://"} {
		if i := strings.Index(line, scheme); i >= 0 {
			return i + len(scheme)
		}
	}
	key, value, isSetting := strings.Cut(line, "=")
	isStore := isSetting && strings.HasSuffix(strings.TrimSpace(key), "store") && !strings.Contains(value, "file://")
	switch {
	case !isStore && !strings.Contains(line, "@"):
		return len(line)
	case isSetting:
		return len(key) + 1
	}
	return 0
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
