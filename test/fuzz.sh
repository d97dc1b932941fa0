#!/bin/sh
# Runs each fuzz target of the module for the given time, one after the other, and says how many inputs each has had.
set -eu
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# found ends the run with what was found. Up to Go 1.26 the end of the time is now and then told as a failure, without an
# input that fails (golang.org/issue/75804).
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
