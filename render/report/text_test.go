package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzCleanText has any bytes as a name: what is shown of it is one line of text that does nothing but stand there.
func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"", "web-01", "naïve 日本", "\x00\x1b[31m\r\n", "\u202eabc\u2066", "\xff\xfe\xc0\x80", "a\u2028b\u2029c", "\ufffd", "\u200b\ufeff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := CleanText(s)
		if !utf8.ValidString(clean) {
			t.Errorf("%q is not UTF-8", clean)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
				t.Errorf("%q has %U", clean, r)
			}
		}
		if again := CleanText(clean); again != clean {
			t.Errorf("cleaned once %q, twice %q", clean, again)
		}
		if len(clean) > 3*len(s) { // U+FFFD has three bytes
			t.Errorf("%d bytes became %d", len(s), len(clean))
		}
		if plain := strings.Map(keepLetters, s); plain == s && clean != s {
			t.Errorf("%q became %q", s, clean)
		}
	})
}

// keepLetters drops what is neither a letter nor a digit.
func keepLetters(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}
