package render

import (
	"cmp"
	"math"
	"strings"
)

// compareNames compares names of hosts as people order them: by their letters, small or capital, and by the numbers in them,
// so that app-2 comes before app-10. Names that differ only in capitals or leading zeros are in the order of their bytes. The
// page script does the same: public/src/names.js.
func compareNames(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		x, y := digits(a[i:]), digits(b[j:])
		if x == "" || y == "" {
			if c := cmp.Compare(lower(a[i]), lower(b[j])); c != 0 {
				return c
			}
			i, j = i+1, j+1
			continue
		}
		if c := compareNumbers(x, y); c != 0 {
			return c
		}
		i, j = i+len(x), j+len(y)
	}
	return cmp.Or(cmp.Compare(len(a)-i, len(b)-j), strings.Compare(a, b))
}

// digits returns the digits at the begin of s.
func digits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// compareNumbers compares decimal numbers of any length.
func compareNumbers(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// lower returns the small letter of an ASCII letter, and all else as it is.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// compareTrouble puts the worst host first: by its state, then by how far its values are beyond the state's level, then the one
// that has been so for longest, and by name.
func compareTrouble(a, b *hostRow) int {
	return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(b.Margin, a.Margin), cmp.Compare(begin(a), begin(b)), compareNames(a.Name, b.Name))
}

// begin returns when a host's state began, ms since 1970: 0 if before all samples at hand, and the latest time if nothing is
// known of it.
func begin(r *hostRow) int64 {
	if r.Since.MS == 0 && r.Held == "" {
		return math.MaxInt64
	}
	return r.Since.MS
}
