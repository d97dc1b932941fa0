package faults

import (
	"fmt"
	"maps"
	"slices"
	"sync"
)

// counts has what the suite did and found, by name.
type counts struct {
	mu sync.Mutex
	of map[string]int
}

func (c *counts) add(kind string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[kind] += n
}

// verdicts are the counts that are always printed, even if they are 0.
var verdicts = []string{"samples taken", "samples shown", "lost", "doubled", "out of order", "torn", "stale", "beyond the time", "crashes"}

// print prints what was done, and then the verdicts.
func (c *counts) print() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, kind := range slices.Sorted(maps.Keys(c.of)) {
		if !slices.Contains(verdicts, kind) {
			fmt.Printf("%7d %s\n", c.of[kind], kind)
		}
	}
	for _, kind := range verdicts {
		fmt.Printf("%7d %s\n", c.of[kind], kind)
	}
}
