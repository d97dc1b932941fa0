package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
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

// maskPassword makes unreadable, in lines that are shown, what may be of a store's URL, as any part of that may be of the
// password. What stands behind keeps its place, for the caret below it.
func maskPassword(shown string) string {
	var b strings.Builder
	open := false // whether what follows may be more of the store's value
	for line := range strings.Lines(shown) {
		end := len(strings.TrimRight(line, "\r\n"))
		from := min(secretFrom(line[:end]), end)
		if number, text, ok := strings.Cut(line[:end], "|"); ok && strings.Trim(number, " ") != "" { // of the file
			if open = open || isRest(strings.TrimSpace(text)); open {
				from = min(from, len(number)+1)
			}
			open = open || isStore(text) && goesOn(text)
		}
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
	ofStore := isStore(line) && !(isSetting && strings.Contains(value, "file://"))
	switch {
	case !ofStore && !strings.Contains(line, "@"):
		return len(line)
	case isSetting:
		return len(key) + 1
	case ofStore:
		return strings.Index(line, "store") + len("store")
	}
	return 0
}

// isStore reports whether a line, with or without its number, gives a store, if perhaps in a wrong way.
func isStore(line string) bool {
	key, _, isSetting := strings.Cut(line, "=")
	return isSetting && strings.HasSuffix(strings.TrimRight(key, " \t\"'"), "store") ||
		strings.HasPrefix(strings.TrimLeft(line, "0123456789| \t\"'"), "store")
}

// goesOn reports whether a setting's text has no end on its line.
func goesOn(text string) bool {
	_, value, _ := strings.Cut(text, "=")
	value = strings.TrimSpace(value)
	for _, quote := range []string{`"""`, "'''", `"`, "'"} {
		if rest, begun := strings.CutPrefix(value, quote); begun {
			return !strings.Contains(rest, quote)
		}
	}
	return false
}

// isRest reports whether a line of the file is none that stands for itself: no table, setting, comment, nor entry of a
// list. Then it may be of a text that began before.
func isRest(text string) bool {
	return text != "" && !strings.Contains(text, "=") && !strings.ContainsAny(text[:1], "[]{}#\"'")
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
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	rest = strings.ToLower(rest)
	return strings.Contains(rest, "password=") || strings.Contains(rest, "token:")
}
