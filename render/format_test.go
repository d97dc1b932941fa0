package render

import (
	"math"
	"testing"

	"psmonitor/metric"
)

func TestValuesAreShownWithTheirUnits(t *testing.T) {
	for _, c := range []struct {
		v    float64
		unit metric.Unit
		want string
	}{
		{33.333, metric.Percent, "33.3 %"},
		{0, metric.Bytes, "0 B"},
		{1023, metric.Bytes, "1023 B"},
		{1024, metric.Bytes, "1.0 KiB"},
		{1536 * 1024 * 1024, metric.Bytes, "1.5 GiB"},
		{200 << 30, metric.Bytes, "200 GiB"},
		{1 << 60, metric.Bytes, "1.0 EiB"},
		{1e6, metric.BytesPerSecond, "977 KiB/s"},
		{0.25, metric.PerSecond, "0.2/s"},
		{1234, metric.PerSecond, "1234/s"},
		{0.5, metric.Load, "0.50"},
		{317, metric.Count, "317"},
		{math.NaN(), metric.Bytes, "–"},
	} {
		if got := format(c.v, c.unit); got != c.want {
			t.Errorf("format(%v, %s) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

func TestDurationsAreShownInTwoUnits(t *testing.T) {
	for seconds, want := range map[float64]string{59: "0 min", 3599: "59 min", 3600: "1 h 0 min", 93784: "1 d 2 h", 86400 * 400: "400 d 0 h"} {
		if got := formatDuration(seconds); got != want {
			t.Errorf("formatDuration(%v) = %q, want %q", seconds, got, want)
		}
	}
	for ms, want := range map[int64]string{300_000: "5 min", 302_000: "5 min", 60_000: "1 min", 2_000: "2 s", 90_000: "90 s", 500: "500 ms"} {
		if got := formatCadence(ms); got != want {
			t.Errorf("formatCadence(%d) = %q, want %q", ms, got, want)
		}
	}
}
