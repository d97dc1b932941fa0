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
		if got, err := parseDuration(text); err == nil {
			t.Errorf("%q was taken for %v", text, got)
		}
	}
}
