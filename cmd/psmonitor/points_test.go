package main

import (
	"encoding/json"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// points is a command of the scripts: `points FILE SERIES N` checks that a series of a data.json has N points, in the
// order of time.
func points(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: points FILE SERIES N")
	}
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	var series map[string][][2]float64
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &series))
	got := series[args[1]]
	if len(got) != want {
		ts.Fatalf("%s has %d points of %s, want %d", args[0], len(got), args[1], want)
	}
	for i := 1; i < len(got); i++ {
		if got[i][0] <= got[i-1][0] {
			ts.Fatalf("%s: point %d of %s is not later than the one before", args[0], i, args[1])
		}
	}
}
