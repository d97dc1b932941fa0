package report

import (
	"strings"
	"unicode"
)

// CleanText returns foreign text so that it can be shown within a line: invalid UTF-8, control characters and the characters
// that change the direction of writing become U+FFFD.
func CleanText(s string) string {
	clean := func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}
	return strings.Map(clean, strings.ToValidUTF8(s, "\uFFFD"))
}
