package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// noise is a host's own random numbers.
type noise struct{ pcg *rand.PCG }

func newNoise(seed int64, host string) noise {
	return noise{rand.NewPCG(uint64(seed), hash(host))}
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// uniform returns a number in [0,1).
func (n noise) uniform() float64 { return float64(n.pcg.Uint64()>>11) / (1 << 53) }

// between returns a number in [low,high).
func (n noise) between(low, high float64) float64 {
	return low + float64((high-low)*n.uniform())
}

// intN returns an integer in [0,limit).
func (n noise) intN(limit int) int { return int(n.pcg.Uint64() % uint64(limit)) }

// oneIn reports true with probability 1/in.
func (n noise) oneIn(in int) bool { return n.intN(in) == 0 }

// normal returns a number of mean 0 and standard deviation 1, at most 3.5 from 0: the sum of four uniform numbers
// (Irwin-Hall distribution). It adds integers, and needs no logarithm, so that the result is the same on every platform.
func (n noise) normal() float64 {
	x := n.pcg.Uint64()
	sum := int64(x&0xffff) + int64(x>>16&0xffff) + int64(x>>32&0xffff) + int64(x>>48) - 2*0xffff
	const scale = 1.7320508075688772 / 65536 // the sum of four has the variance 4/12
	return float64(sum) * scale
}

// walk is an autoregressive process of first order, with mean 0 and standard deviation 1.
type walk struct {
	value        float64
	memory, step float64
}

// newWalk returns a walk in which the fraction memory of each value remains in the next one.
func newWalk(n noise, memory float64) walk {
	return walk{value: n.normal(), memory: memory, step: math.Sqrt(1 - float64(memory*memory))}
}

func (w *walk) next(n noise) float64 {
	w.value = float64(w.memory*w.value) + float64(w.step*n.normal())
	return w.value
}

// clamp limits v to the range from low to high.
func clamp(v, low, high float64) float64 { return max(low, min(v, high)) }

// tenths and hundredths round v to one and to two decimals.
func tenths(v float64) float64     { return math.Round(v*10) / 10 }
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
