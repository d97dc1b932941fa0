package render

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestExtremesAreTheFirstOnes compares with the plain way, for values among which many are alike, missing or strange.
func TestExtremesAreTheFirstOnes(t *testing.T) {
	strange := []float64{0, math.Copysign(0, -1), 1, -1, 5e-324, -5e-324, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), -math.NaN()}
	chance := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		values := make([]float64, chance.IntN(10))
		if chance.IntN(2) == 0 {
			values = make([]float64, 8)
		}
		kinds := 1 + chance.IntN(len(strange))
		for i := range values {
			values[i] = chance.NormFloat64()
			if chance.IntN(3) > 0 {
				values[i] = strange[chance.IntN(kinds)]
			}
		}
		wantLow, wantHigh, wantMissing := -1, -1, false
		for i, v := range values {
			if math.IsNaN(v) {
				wantMissing = true
				continue
			}
			if wantLow < 0 || v < values[wantLow] {
				wantLow = i
			}
			if wantHigh < 0 || v > values[wantHigh] {
				wantHigh = i
			}
		}
		if low, high, missing := extremes(values); low != wantLow || high != wantHigh || missing != wantMissing {
			t.Fatalf("extremes of %v: %d, %d, %v, want %d, %d, %v", values, low, high, missing, wantLow, wantHigh, wantMissing)
		}
	}
}

func TestRanksAreInTheOrderOfValues(t *testing.T) {
	ordered := []float64{math.Inf(-1), -math.MaxFloat64, -1, -5e-324, 0, 5e-324, 1, 2, math.MaxFloat64, math.Inf(1)}
	for i, v := range ordered {
		if got := ofRank(rank(v)); got != v {
			t.Errorf("%v became %v", v, got)
		}
		if i > 0 && rank(ordered[i-1]) >= rank(v) {
			t.Errorf("%v is not below %v", ordered[i-1], v)
		}
	}
	if rank(math.Copysign(0, -1)) != rank(0) {
		t.Error("the zeros differ")
	}
}
