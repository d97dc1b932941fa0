package config

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Duration is a duration as written in the configuration: in Go's syntax, with days in front ("7d", "1d12h"). It is not a
// number, so that a number without a unit is refused instead of taken for nanoseconds.
type Duration struct{ time.Duration }

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := ParseDuration(string(text), "m")
	d.Duration = parsed
	return err
}

// ParseDuration reads a duration as a Duration is written. unit is the one that a number without a unit probably has: "s", "m"
// or "h".
func ParseDuration(text, unit string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		days, rest = "0", text
	} else if rest == "" {
		rest = "0"
	}
	sum, dayErr := wholeDays(days)
	part, err := time.ParseDuration(rest)
	switch {
	case dayErr == nil && err == nil && part >= 0 && part <= math.MaxInt64-sum:
		return sum + part, nil
	case text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "":
		return 0, errors.New(`not a duration: write it like "30s", "5m", "48h" or "7d"`)
	case unit == "m" && len(text) > 2: // hardly 300 minutes
		unit = "s"
	}
	return 0, fmt.Errorf("a duration needs a unit: did you mean %s%s?", text, unit)
}

// wholeDays reads the digits in front of a d: at most five of them, so that the days fit into a duration.
func wholeDays(digits string) (time.Duration, error) {
	if digits == "" || len(digits) > 5 {
		return 0, errors.New("want one to five digits")
	}
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, errors.New("want digits only")
		}
		n = 10*n + int(c-'0')
	}
	return time.Duration(n) * day, nil
}
