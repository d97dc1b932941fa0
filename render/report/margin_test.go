package report

import (
	"math"
	"testing"

	"psmonitor/internal/metric"
)

func TestMarginIsHowFarAValueIsBeyondItsLevel(t *testing.T) {
	percent := metric.Rule{Max: 100}
	for _, test := range []struct {
		rule               metric.Rule
		level, value, want float64
	}{
		{percent, 95, 95, 0},
		{percent, 95, 98, 0.6},
		{percent, 95, 100, 1},
		{percent, 95, 94, 0}, // the state has not ended yet
		{metric.Rule{Max: 100, Below: true}, 5, 4, 0.2},
		{metric.Rule{Max: 100, Below: true}, 5, 0, 1},
		{metric.Rule{Max: 1000}, 4, 8, 0.5},
		{metric.Rule{Max: 1}, 1, 1, 0},
	} {
		s := subject{rule: &test.rule, level: metric.Level{Warning: test.level}}
		if got := max(0, s.marginOf(test.value, Warning)); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%v, level %v: %v, want %v", test.value, test.level, got, test.want)
		}
	}
}
