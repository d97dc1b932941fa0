package report

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestStatisticsIgnoreMissingValues(t *testing.T) {
	nan := math.NaN()
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64((i*37)%100 + 1)
	}
	for name, c := range map[string]struct {
		values []float64
		want   Stats
	}{
		"none":          {nil, Stats{nan, nan, nan, nan, nan}},
		"all missing":   {[]float64{nan, nan}, Stats{nan, nan, nan, nan, nan}},
		"one":           {[]float64{7}, Stats{7, 7, 7, 7, 7}},
		"newest absent": {[]float64{1, 3, nan}, Stats{nan, 1, 2, 3, 3}},
		"a hundred":     {hundred, Stats{hundred[99], 1, 50.5, 100, 95}},
		"twenty":        {hundred[:20], statsBySort(hundred[:20])},
	} {
		d := NewDecoder(testLayout(), Window)
		before := slices.Clone(c.values)
		if diff := cmp.Diff(c.want, d.statistics(c.values), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(before, c.values, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: the values were changed (-before +after):\n%s", name, diff)
		}
	}
}

func statsBySort(values []float64) Stats {
	sorted := slices.Sorted(slices.Values(values))
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	n := len(values)
	return Stats{values[n-1], sorted[0], sum / float64(n), sorted[n-1], sorted[int(math.Ceil(0.95*float64(n)))-1]}
}

func TestSelectRankEqualsSorting(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		values := make([]float64, 1+chance.IntN(300))
		for i := range values {
			values[i] = float64(chance.IntN(1 + chance.IntN(50))) // many alike
		}
		k := chance.IntN(len(values))
		want := slices.Sorted(slices.Values(values))[k]
		if got := selectRank(slices.Clone(values), k); got != want {
			t.Fatalf("place %d of %v: %v, want %v", k, values, got, want)
		}
		sorted := slices.Sorted(slices.Values(values))
		middle := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
		if got := median(values); got != middle {
			t.Fatalf("median of %v: %v, want %v", sorted, got, middle)
		}
	}
}
