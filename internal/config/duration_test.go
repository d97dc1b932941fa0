package config

import (
	"testing"
	"time"
)

func TestDurations(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration
	}{
		{"30s", 30 * time.Second}, {"5m", 5 * time.Minute}, {"48h", 48 * time.Hour}, {"7d", 168 * time.Hour},
		{"1d12h", 36 * time.Hour}, {"0d90m", 90 * time.Minute}, {"1h30m", 90 * time.Minute}, {"99999d", 99999 * 24 * time.Hour},
	}
	for _, test := range tests {
		var d Duration
		if err := d.UnmarshalText([]byte(test.text)); err != nil || d.Duration != test.want {
			t.Errorf("%s: %v, %v, want %v", test.text, d, err, test.want)
		}
	}
	for _, text := range []string{"", "5", "d", "-1d", "1.5d", "1d-1h", "12hd", "1d1d", "100000d", "99999d2000000h", "106751d24h", "5 m", "+5"} {
		if got, err := ParseDuration(text, "m"); err == nil {
			t.Errorf("%q was taken for %v", text, got)
		}
	}
}

func TestDurationsWithoutUnit(t *testing.T) {
	for _, test := range []struct{ text, unit, want string }{
		{"5", "m", "a duration needs a unit: did you mean 5m?"},
		{"30", "s", "a duration needs a unit: did you mean 30s?"},
		{"48", "h", "a duration needs a unit: did you mean 48h?"},
		{"300", "m", "a duration needs a unit: did you mean 300s?"},
	} {
		if _, err := ParseDuration(test.text, test.unit); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.text, err, test.want)
		}
	}
}
