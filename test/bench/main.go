//go:build linux

// Command bench measures psmonitor. It runs the Go benchmarks, and then whole processes on made-up fleets, each with its
// yardstick in the same run. It prints a table, ratios first, and writes all single results to a file for benchstat.
// make bench runs it.
//
// The yardsticks are this program too, run as processes of their own:
//
//	bench floor STORE OUT SIZES    reads what render reads, and writes and renames as many bytes
//	bench plain STORE OUT N        draws N hosts with go-echarts as its documentation shows
//
// To try something by hand, on a store made by psmonitor demo:
//
//	bench later STORE N            appends one sample to every Nth host
//
// It only measures. The goals are in docs/performance.md.
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

// command runs a yardstick or all measurements.
func command(ctx context.Context, args []string) error {
	switch {
	case len(args) == 4 && args[0] == "floor":
		return floor(ctx, args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "plain":
		return plain(ctx, args[1], args[2], args[3])
	case len(args) == 3 && args[0] == "later":
		return advanceEvery(ctx, args[1], args[2])
	}
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	hosts := f.String("hosts", "100 1000", "`numbers` of hosts in files, one fleet each")
	mongo := f.String("mongo", "100 1000", "`numbers` of hosts in MongoDB, one fleet each")
	dir := f.String("dir", "run/bench", "`folder` for stores and sites, which are removed at the end")
	out := f.String("out", "run/bench.txt", "`file` for the raw results")
	limit := f.Duration("limit", 12*time.Minute, "measurements that have not begun by then are skipped")
	goBenchmarks := f.Bool("go", true, "also run the Go benchmarks")
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
