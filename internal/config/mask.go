package config

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// maskPassword replaces, in lines that are shown, all that may belong to a store's URL: any part of it may be a password. The
// text behind it keeps its column, for the caret below it.
func maskPassword(shown string) string {
	var b strings.Builder
	open := false // whether the next line may be more of the store's value
	for line := range strings.Lines(shown) {
		end := len(strings.TrimRight(line, "\r\n"))
		from := min(secretFrom(line[:end]), end)
		if number, text, ok := strings.Cut(line[:end], "|"); ok && strings.Trim(number, " ") != "" { // of the file
			if open = open || isContinuation(strings.TrimSpace(text)); open || isEntryWithColon(text) {
				from = min(from, len(number)+1)
			}
			open = open || isStore(text) && isUnclosed(text)
		}
		b.WriteString(line[:from] + strings.Repeat("x", utf8.RuneCountInString(line[from:end])) + line[end:])
	}
	return b.String()
}

// secretFrom returns where a password may begin in a line that is shown; the line's length if nowhere. URLs may be
// malformed in any way, so the whole value of store may be one, and any line with an @.
func secretFrom(line string) int {
	for _, scheme := range []string{"mongodb://", "mongodb+srv://", "ssh://"} {
		if i := strings.Index(line, scheme); i >= 0 {
			return i + len(scheme)
		}
	}
	key, value, isSetting := strings.Cut(line, "=")
	ofStore := isStore(line) && !(isSetting && strings.Contains(value, "file://") && strings.Count(value, ":") == 1)
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

// isStore reports whether a line, with or without its number, sets store, well-formed or not.
func isStore(line string) bool {
	key, _, isSetting := strings.Cut(line, "=")
	return isSetting && strings.HasSuffix(strings.TrimRight(key, " \t\"'"), "store") ||
		strings.HasPrefix(strings.TrimLeft(line, "0123456789| \t\"'"), "store")
}

// isUnclosed reports whether the text that a setting begins does not end on its line.
func isUnclosed(text string) bool {
	_, value, _ := strings.Cut(text, "=")
	value = strings.TrimSpace(value)
	for _, quote := range []string{`"""`, "'''", `"`, "'"} {
		if rest, begun := strings.CutPrefix(value, quote); begun {
			return !strings.Contains(rest, quote)
		}
	}
	return false
}

// isContinuation reports whether a line of the file may belong to a text that began before it: it is not a table, setting,
// comment or entry of a list.
func isContinuation(text string) bool {
	return text != "" && !strings.Contains(text, "=") && !strings.ContainsAny(text[:1], "[]{}#\"'")
}

// isEntryWithColon reports whether a line of the file has an entry of a list that may be a store's URL.
func isEntryWithColon(text string) bool {
	beforeColon, _, found := strings.Cut(strings.TrimSpace(text), ":")
	return found && beforeColon != "" && strings.ContainsAny(beforeColon[:1], "\"'") && !strings.Contains(beforeColon, "=")
}

// hasPassword reports whether a store's URL may have a secret: after the user's name, or in an option.
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
