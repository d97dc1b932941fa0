#!/bin/sh
# Runs each fuzz target of the module for the given time, and prints the number of inputs of each.
set -eu
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# found prints the finding and exits. Go up to 1.26 sometimes reports the end of the time as a failure without an input
# (golang.org/issue/75804). That is ignored.
found() {
	grep -q '^    context deadline exceeded$' "$log" && ! grep -q '^    Failing input written' "$log" && return
	cat "$log" >&2
	exit 1
}

for package in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" -fuzzminimizetime 20x "$package" >"$log" 2>&1 || found
		echo "$target: $(sed -n 's/.*execs: \([0-9]*\).*/\1/p' "$log" | tail -1) inputs"
	done
done
