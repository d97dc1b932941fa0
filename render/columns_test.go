package render

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"psmonitor/internal/metric"
	"psmonitor/render/report"
)

// decodeColumn is the inverse of appendColumn, as the page script does it.
func decodeColumn(t *testing.T, raw []byte) []float64 {
	t.Helper()
	var c struct {
		Scale  float64
		Values []*int64
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	var values []float64
	var sum int64
	for _, v := range c.Values {
		if v == nil {
			values = append(values, math.NaN())
			continue
		}
		sum += *v
		if c.Scale < 1 {
			values = append(values, float64(sum)/math.Round(1/c.Scale))
		} else {
			values = append(values, float64(sum)*c.Scale)
		}
	}
	return values
}

func TestColumnsKeepVisiblePrecision(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		unit     metric.Unit
		values   []float64
		relative float64 // tolerance, of each value
		absolute float64 // tolerance
	}{
		"percent":            {metric.Percent, []float64{0, 33.33, nan, nan, 100, 0.04, 99.96}, 0, 0.05},
		"load":               {metric.Load, []float64{0.01, 0.5, nan, 12.34}, 0.005, 0.005},
		"bytes":              {metric.Bytes, []float64{0, 1, 34359738368, nan, 17179869184}, 0, 34359738368.0 / 4096},
		"small bytes":        {metric.Bytes, []float64{0, 1, 100, 4095}, 0, 0.5},
		"rates, each kept":   {metric.BytesPerSecond, []float64{12345, 98765432, nan, 17, 3, 0}, 0.005, 0.5},
		"operations":         {metric.PerSecond, []float64{0.25, 1234.5, 0, nan, 7}, 0.005, 0.005},
		"whole things":       {metric.Count, []float64{1, 2, nan, 100000}, 0, 0.5},
		"absurdly many":      {metric.Count, []float64{1e300, -1e300, 5}, 1, 0.5},
		"nothing":            {metric.Percent, []float64{}, 0, 0},
		"nothing but a gap":  {metric.Bytes, []float64{nan}, 0, 0},
		"negative, foreign":  {metric.BytesPerSecond, []float64{-1234.4, 0}, 0.005, 0.5},
		"sizes of petabytes": {metric.Bytes, []float64{1 << 52, 1 << 51}, 0, 1 << 40},
	} {
		t.Run(name, func(t *testing.T) {
			got := decodeColumn(t, appendColumn(nil, &report.Series{Values: c.values}, c.unit))
			near := cmp.Comparer(func(a, b float64) bool {
				return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= c.absolute+c.relative*max(math.Abs(a), math.Abs(b))
			})
			if diff := cmp.Diff(c.values, got, near, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("decoded (-given +got):\n%s", diff)
			}
		})
	}
}

func TestScaledRoundsToEven(t *testing.T) {
	for _, test := range []struct {
		v, perOne float64
		want      int64
	}{
		{0.05, 10, 0}, {0.15, 10, 2}, {0.25, 10, 2}, {-0.25, 10, -2}, {2.5, 1, 2}, {-2.5, 1, -2}, {1e9 + 0.5, 1, 1e9}, {0.126, 100, 13},
		{5e-324, 1000, 0}, {3 << 12, 1.0 / 4096, 3}, {1.5 * maxInteger, 1, maxInteger}, {math.MaxFloat64, 1000, maxInteger}, {-math.MaxFloat64, 1, -maxInteger},
	} {
		if got := scaled(test.v, test.perOne); got != test.want {
			t.Errorf("%v times %v is %d, want %d", test.v, test.perOne, got, test.want)
		}
	}
}

func TestThreeDigits(t *testing.T) {
	for in, want := range map[int64]int64{0: 0, 999: 999, 1234: 1230, 1235: 1240, 99950: 100000, -1235: -1240, 123456789: 123000000, 1000: 1000, 9995: 10000, 1 << 52: 4500000000000000} {
		if got := threeDigits(in); got != want {
			t.Errorf("threeDigits(%d) = %d, want %d", in, got, want)
		}
	}
}

func TestDataIsJSON(t *testing.T) {
	for _, samples := range []int{0, 1, 30} {
		h := host(t, "a", samples, 0, hostile, hostile)
		if raw, err := sharedJSON(h, thin(h), 0); err != nil || !json.Valid(raw) {
			t.Errorf("%d samples: not JSON: %s, %v", samples, raw, err)
		}
		for _, c := range h.Charts {
			if raw := appendColumns(nil, c); !json.Valid(raw) {
				t.Errorf("%s of %d samples: not JSON: %s", c.ID, samples, raw)
			}
		}
	}
}
