package render

import (
	"strconv"

	"psmonitor/render/report"
)

// This file has lengths of time and counts in words.

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

// formatSpan returns ms in one unit: 14 d, 48 h, 90 min.
func formatSpan(ms int64) string {
	minutes := (ms + 30_000) / 60_000
	switch {
	case minutes >= 3*1440:
		return strconv.FormatInt((minutes+720)/1440, 10) + " d"
	case minutes >= 100:
		return strconv.FormatInt((minutes+30)/60, 10) + " h"
	case minutes >= 2:
		return strconv.FormatInt(minutes, 10) + " min"
	}
	return strconv.FormatInt((ms+500)/1000, 10) + " s"
}

// formatCadence returns a spacing in ms as people say it: 5 min, 90 s.
func formatCadence(ms int64) string {
	seconds := (ms + 500) / 1000
	switch {
	case ms < 1000:
		return strconv.FormatInt(ms, 10) + " ms"
	case seconds >= 55 && (seconds%60 <= 5 || seconds%60 >= 55):
		return strconv.FormatInt((seconds+30)/60, 10) + " min"
	}
	return strconv.FormatInt(seconds, 10) + " s"
}

// formatSeconds returns a length of time to three digits or so: 12.3 s, 350 ms.
func formatSeconds(seconds float64) string {
	if seconds < 1 {
		return strconv.FormatFloat(seconds*1000, 'f', 0, 64) + " ms"
	}
	return strconv.FormatFloat(seconds, 'f', 1, 64) + " s"
}

// heldMS returns how long the state has lasted at least, in ms: from the first sample that showed it to the newest. It is 0
// where its begin is known, and of a single sample.
func heldMS(h *report.Host) int64 {
	if h.Since != 0 || h.Held == 0 {
		return 0
	}
	return h.Last() - h.Held
}

// heldFor says how long the state has lasted at least: "2 days", "5 h", "20 min"; "" where its begin is known, or where that
// is less than a minute. Samples of two days in steps of five minutes count as two days, though they span five minutes less.
func heldFor(h *report.Host) string {
	minutes := (heldMS(h) + 30_000) / 60_000
	switch {
	case minutes == 0:
		return ""
	case minutes+5 >= 48*60:
		return plural(int((minutes+5)/1440), "day")
	case minutes >= 120:
		return strconv.FormatInt(minutes/60, 10) + " h"
	}
	return strconv.FormatInt(minutes, 10) + " min"
}

// plural returns "1 host" or "10 hosts".
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// hostsText returns "1 host" or "10 000 hosts".
func hostsText(n int) string {
	if n == 1 {
		return "1 host"
	}
	return formatCount(n) + " hosts"
}

// withoutText says how many hosts do not have the chart.
func withoutText(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 host has no such chart."
	}
	return hostsText(n) + " have no such chart."
}
