package render

import (
	"math"
	"strconv"
	"time"

	"psmonitor/internal/metric"
	"psmonitor/render/page"
)

// none stands where there is no value.
const none = "–"

// thousands stands between them: a narrow space that does not break.
const thousands = "\u202f"

// format returns a value with its unit, as people read it. The page script has the same rules: src/format.js.
func format(v float64, unit metric.Unit) string { return string(appendValue(nil, v, unit)) }

// appendValue appends what format returns.
func appendValue(b []byte, v float64, unit metric.Unit) []byte {
	if math.IsNaN(v) {
		return append(b, none...)
	}
	switch unit {
	case metric.Percent:
		return append(strconv.AppendFloat(b, v, 'f', 1, 64), " %"...)
	case metric.Bytes:
		return appendBytes(b, v)
	case metric.BytesPerSecond:
		return append(appendBytes(b, v), "/s"...)
	case metric.PerSecond:
		return append(appendPlain(b, v), "/s"...)
	case metric.Load:
		return strconv.AppendFloat(b, v, 'f', 2, 64)
	}
	return appendPlain(b, v)
}

// appendPlain appends a number of things: whole where it is whole or large, with its thousands apart.
func appendPlain(b []byte, v float64) []byte {
	if v != math.Trunc(v) && math.Abs(v) < 99.95 {
		return strconv.AppendFloat(b, v, 'f', 1, 64)
	}
	var room [32]byte
	digits := strconv.AppendFloat(room[:0], v, 'f', 0, 64)
	for i, digit := range digits {
		if left := len(digits) - i; i > 0 && left%3 == 0 && digits[i-1] != '-' {
			b = append(b, thousands...)
		}
		b = append(b, digit)
	}
	return b
}

// appendBytes appends v in the largest unit of the IEC (80000-13: KiB = 1024 B) of which there is at least one.
func appendBytes(b []byte, v float64) []byte {
	units := [...]string{" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"}
	i := 0
	for ; math.Abs(v) >= 1023.5 && i < len(units)-1; i++ {
		v /= 1024
	}
	decimals := 1
	if i == 0 || math.Abs(v) >= 99.95 {
		decimals = 0
	}
	return append(strconv.AppendFloat(b, v, 'f', decimals, 64), units[i]...)
}

// formatDuration returns seconds in the two largest units that matter: 12 d 3 h.
func formatDuration(seconds float64) string {
	minutes := int64(seconds) / 60
	days, hours, minutes := minutes/1440, minutes/60%24, minutes%60
	switch {
	case days > 0:
		return strconv.FormatInt(days, 10) + " d " + strconv.FormatInt(hours, 10) + " h"
	case hours > 0:
		return strconv.FormatInt(hours, 10) + " h " + strconv.FormatInt(minutes, 10) + " min"
	}
	return strconv.FormatInt(minutes, 10) + " min"
}

// newStamp returns the stamp of a time in ms since 1970; the zero stamp for 0.
func newStamp(ms int64) page.Stamp {
	if ms == 0 {
		return page.Stamp{}
	}
	t := time.UnixMilli(ms).UTC()
	return page.Stamp{MS: ms, ISO: t.Format("2006-01-02T15:04:05Z"), Text: t.Format("2006-01-02 15:04 UTC")}
}
