package demo

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// noise is a host's own stream of chance.
type noise struct{ pcg *rand.PCG }

func newNoise(seed int64, host string) noise {
	return noise{rand.NewPCG(uint64(seed), hash(host))}
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// uniform returns a number from 0 up to, not including, 1.
func (n noise) uniform() float64 { return float64(n.pcg.Uint64()>>11) / (1 << 53) }

// between returns a number from low up to high.
func (n noise) between(low, high float64) float64 {
	return low + float64((high-low)*n.uniform())
}

// below returns a whole number from 0 up to, not including, limit.
func (n noise) below(limit int) int { return int(n.pcg.Uint64() % uint64(limit)) }

// once reports true in one of so many cases.
func (n noise) once(in int) bool { return n.below(in) == 0 }

// normal returns a number of mean 0 and standard deviation 1, at most 3.5 from 0: the sum of four uniform ones
// (Irwin and Hall). Integers make it the same everywhere, and need no logarithm.
func (n noise) normal() float64 {
	x := n.pcg.Uint64()
	sum := int64(x&0xffff) + int64(x>>16&0xffff) + int64(x>>32&0xffff) + int64(x>>48) - 2*0xffff
	const scale = 1.7320508075688772 / 65536 // the sum of four has the variance 4/12
	return float64(sum) * scale
}

// walk is noise that remembers: an autoregressive process of first order, of mean 0 and standard deviation 1.
type walk struct {
	value        float64
	memory, step float64
}

// newWalk returns a walk that keeps the given part of its value in each step.
func newWalk(n noise, memory float64) walk {
	return walk{value: n.normal(), memory: memory, step: math.Sqrt(1 - float64(memory*memory))}
}

func (w *walk) next(n noise) float64 {
	w.value = float64(w.memory*w.value) + float64(w.step*n.normal())
	return w.value
}

// clamp returns v, or the nearer end if it is outside.
func clamp(v, low, high float64) float64 { return max(low, min(v, high)) }

// tenths and hundredths round a value as a person would write it down.
func tenths(v float64) float64     { return math.Round(v*10) / 10 }
func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
