//go:build linux

// Command bench measures psmonitor as a whole, as make bench runs it: the Go benchmarks first, then whole processes on
// made-up fleets, each beside its yardstick in the same run. It prints a table, ratios first, and writes every single
// figure, ready for benchstat, into a file.
//
// The yardsticks are this same program under other names, so that each is a process of its own:
//
//	bench floor STORE OUT SIZES    reads what render reads, and writes and renames as many bytes as it writes
//	bench plain STORE OUT N        draws N hosts with go-echarts as its documentation shows
//
// It measures and judges nothing: what there is to reach stands in docs/performance.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// command runs a yardstick, or all measurements.
func command(ctx context.Context, args []string) error {
	switch {
	case len(args) == 4 && args[0] == "floor":
		return floor(ctx, args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "plain":
		return plain(ctx, args[1], args[2], args[3])
	}
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	hosts := f.String("hosts", "100 1000", "sizes of the fleets in files")
	mongo := f.String("mongo", "100 1000", "sizes of the fleets in MongoDB")
	dir := f.String("dir", "run/bench", "`folder` for all that is made; its fleets and sites are removed at the end")
	out := f.String("out", "run/bench.txt", "`file` for the raw figures")
	limit := f.Duration("limit", 12*time.Minute, "what has not begun by then is left out")
	goBenchmarks := f.Bool("go", true, "run the Go benchmarks")
	if err := f.Parse(args); err != nil {
		return err
	}
	b, err := newBench(*dir, *out, time.Now().Add(*limit))
	if err != nil {
		return err
	}
	fleets, err := numbers(*hosts)
	if err != nil {
		return err
	}
	servers, err := numbers(*mongo)
	if err != nil {
		return err
	}
	return b.run(ctx, *goBenchmarks, fleets, servers)
}

func numbers(list string) ([]int, error) {
	var all []int
	for _, word := range strings.Fields(list) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q: want numbers of hosts", word)
		}
		all = append(all, n)
	}
	return all, nil
}
