package render

import (
	"math"
	"strconv"
	"testing"
)

func TestNumbersAreWrittenAsStrconvWritesThem(t *testing.T) {
	for _, n := range []int64{0, 1, 9, 10, 99, 100, 999, 1000, 1001, 1010, 1100, 9999, 10000, 100009, 123456, 999999, 1000000, 1000001,
		math.MaxInt64, math.MinInt64} {
		for _, n := range []int64{n, -n, n - 1, 1 - n} {
			if got, want := string(appendInt(nil, n)), strconv.FormatInt(n, 10); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
	}
}

// TestNumbersKeepToTheirRoom writes the longest numbers where there is no more room than they are promised.
func TestNumbersKeepToTheirRoom(t *testing.T) {
	for _, n := range []int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, -999_999_999_999_999_999, -1000, -999, 0, 999, 1000} {
		if room := make([]byte, numberRoom); string(room[:putInt(room, 0, n)]) != strconv.FormatInt(n, 10) {
			t.Errorf("%d is written %s", n, room)
		}
		room := make([]byte, fixedRoom)
		got := string(room[:putThousandths(room, 0, n)])
		if back, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(back-float64(n)/1000) > math.Abs(back)/1e15 {
			t.Errorf("%d thousandths are written %s", n, got)
		}
		if got := string(appendNumber(make([]byte, 0, numberRoom), int(n))); got != strconv.FormatInt(n, 10) && got != " "+strconv.FormatInt(n, 10) {
			t.Errorf("%d is appended as %s", n, got)
		}
	}
}

func FuzzThousandths(f *testing.F) {
	for _, v := range []float64{0, 0.0004, 0.0006, 0.1, 0.05, -0.25, 99.9996, 12.345, -12.3, 1e9 + 0.5, 1e12 + 0.001, 1e15, 4e15, 1e300} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return // no values
		}
		want := strconv.FormatFloat(v, 'f', 0, 64)
		if math.Abs(v) < most {
			want = strconv.FormatFloat(math.RoundToEven(v*1000)/1000, 'f', -1, 64)
		}
		if want == "-0" {
			want = "0"
		}
		if got := string(appendThousandths(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	})
}

func FuzzTenths(f *testing.F) {
	for _, v := range []float64{0, 0.04, 0.05, 0.06, -0.05, -12.34, 99.96, 100, 1e15, 1e300, -1e300, math.Inf(1), math.NaN()} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		want := strconv.FormatFloat(v, 'f', 0, 64)
		if math.Abs(math.RoundToEven(v*10)) < 1e15 {
			want = strconv.FormatFloat(math.RoundToEven(v*10)/10, 'f', -1, 64)
		}
		if want == "-0" {
			want = "0"
		}
		if got := string(appendTenths(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	})
}
