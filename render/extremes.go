package render

import "math"

// This file finds the lowest and the highest of values without a branch, as no processor could guess which of a few samples
// it is. Compilers choose between whole numbers by an instruction, between float64 not.

// rank returns a number that is in the same order among others as the value: of IEEE 754's binary64 the bits, those of
// negative values turned round. Both zeros have the same; NaN are beyond the infinities.
func rank(v float64) int64 {
	n := int64(math.Float64bits(v + 0)) // +0, also of -0
	return n ^ int64(uint64(n>>63)>>1)
}

// ofRank returns the value of a rank.
func ofRank(n int64) float64 { return math.Float64frombits(uint64(n ^ int64(uint64(n>>63)>>1))) }

// The ranks of the infinities: what is beyond them is NaN.
var leastRank, mostRank = rank(math.Inf(-1)), rank(math.Inf(1))

// extremes returns where the lowest and the highest of the values are, the first of equal ones, -1 if there is none, and
// whether values are missing.
func extremes(values []float64) (low, high int, missing bool) {
	if len(values) == 8 { // as many as a bucket has in two days of samples every five minutes
		if low, high, known := extremesOfEight((*[8]float64)(values)); known {
			return low, high, false
		}
	}
	low, high = -1, -1
	for i, v := range values {
		switch {
		case v != v: // NaN
			missing = true
		case low < 0:
			low, high = i, i
		case v < values[low]:
			low = i
		case v > values[high]:
			high = i
		}
	}
	return low, high, missing
}

// extremesOfEight is extremes for as many values. It knows none if one is missing.
func extremesOfEight(v *[8]float64) (low, high int, known bool) {
	a, b, c, d, e, f, g, h := rank(v[0]), rank(v[1]), rank(v[2]), rank(v[3]), rank(v[4]), rank(v[5]), rank(v[6]), rank(v[7])
	least := min(min(min(a, b), min(c, d)), min(min(e, f), min(g, h)))
	most := max(max(max(a, b), max(c, d)), max(max(e, f), max(g, h)))
	low, high = 7, 7
	if g == least {
		low = 6
	}
	if f == least {
		low = 5
	}
	if e == least {
		low = 4
	}
	if d == least {
		low = 3
	}
	if c == least {
		low = 2
	}
	if b == least {
		low = 1
	}
	if a == least {
		low = 0
	}
	if g == most {
		high = 6
	}
	if f == most {
		high = 5
	}
	if e == most {
		high = 4
	}
	if d == most {
		high = 3
	}
	if c == most {
		high = 2
	}
	if b == most {
		high = 1
	}
	if a == most {
		high = 0
	}
	return low, high, least >= leastRank && most <= mostRank
}
