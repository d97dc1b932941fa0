package render

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
)

// none stands where there is no value.
const none = "–"

// thousands stands between them: a narrow space that does not break.
const thousands = "\u202f"

// format returns a value with its unit, as people read it. The page script does the same: public/src/format.js.
func format(v float64, unit metric.Unit) string { return string(appendValue(nil, v, unit)) }

// appendValue appends what format returns.
func appendValue(b []byte, v float64, unit metric.Unit) []byte {
	if math.IsNaN(v) {
		return append(b, none...)
	}
	f := unit.Format()
	switch {
	case f.Base > 0:
		var prefix string
		b, prefix = appendMultiple(b, v, f.Base)
		b = append(append(b, ' '), prefix...)
	case f.Decimals == metric.Short:
		b = appendPlain(b, v)
	default:
		b = appendDecimals(b, v, f.Decimals)
	}
	return append(b, f.Suffix...)
}

// formatTick returns a tick's label, with no more digits than it needs.
func formatTick(v float64, unit metric.Unit) string {
	f := unit.Format()
	if f.Base > 0 {
		digits, prefix := appendMultiple(nil, v, f.Base)
		return strings.TrimSuffix(string(digits), ".0") + " " + prefix + f.Suffix
	}
	v = math.Round(v*1e6)/1e6 + 0 // sums of intervals have rounding errors; + 0: never -0
	return strconv.FormatFloat(v, 'f', -1, 64) + f.Suffix
}

// appendDecimals appends v with so many decimals. What is rounded to zero has no sign.
func appendDecimals(b []byte, v float64, decimals int) []byte {
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', decimals, 64)
	if b[from] == '-' && len(bytes.Trim(b[from:], "-0.")) == 0 {
		b = append(b[:from], b[from+1:]...)
	}
	return b
}

// appendPlain appends v with one decimal if it is below 100 and not whole, else without, its thousands apart.
func appendPlain(b []byte, v float64) []byte {
	if v != math.Trunc(v) && math.Abs(v) < 99.95 {
		return appendDecimals(b, v, 1)
	}
	var room [32]byte
	digits := appendDecimals(room[:0], v, 0)
	for i, digit := range digits {
		if left := len(digits) - i; i > 0 && left%3 == 0 && digits[i-1] != '-' {
			b = append(b, thousands...)
		}
		b = append(b, digit)
	}
	return b
}

// appendMultiple appends v in the largest multiple of the unit of which there is at least one, and returns the multiple's
// prefix: of IEC 80000-13 for base 1024, else of the SI.
func appendMultiple(b []byte, v float64, base int) (digits []byte, prefix string) {
	prefixes := [...]string{"", "k", "M", "G", "T", "P", "E"}
	if base == 1024 {
		prefixes = [...]string{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}
	}
	i := 0
	for ; math.Abs(v) >= float64(base)-0.5 && i < len(prefixes)-1; i++ {
		v /= float64(base)
	}
	decimals := 1
	if i == 0 || math.Abs(v) >= 99.95 {
		decimals = 0
	}
	return appendDecimals(b, v, decimals), prefixes[i]
}

// newStamp returns the stamp of a time in ms since 1970; the zero stamp for 0.
func newStamp(ms int64) page.Stamp {
	if ms == 0 {
		return page.Stamp{}
	}
	t := time.UnixMilli(ms).UTC()
	return page.Stamp{MS: ms, ISO: t.Format("2006-01-02T15:04:05Z"), Text: t.Format("2006-01-02 15:04 UTC")}
}
