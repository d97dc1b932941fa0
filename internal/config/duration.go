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
	parsed, err := parseDuration(string(text))
	d.Duration = parsed
	return err
}

func parseDuration(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		days, rest = "0", text
	} else if rest == "" {
		rest = "0"
	}
	sum, dayErr := wholeDays(days)
	part, err := time.ParseDuration(rest)
	if dayErr != nil || err != nil || part < 0 || part > math.MaxInt64-sum {
		return 0, fmt.Errorf("%.40q is not a duration: write it like \"30s\", \"5m\", \"48h\" or \"7d\"", text)
	}
	return sum + part, nil
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
