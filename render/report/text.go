package report

import (
	"strings"
	"unicode"
)

// CleanText returns foreign text fit to be shown in a line: invalid UTF-8, control characters and the marks that turn
// the direction of writing become U+FFFD.
func CleanText(s string) string {
	clean := func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}
	return strings.Map(clean, strings.ToValidUTF8(s, "\uFFFD"))
}
