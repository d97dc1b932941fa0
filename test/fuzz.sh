#!/bin/sh
# Runs each fuzz target of the module for the given time, one after the other, and says how many inputs each has had.
set -eu
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for package in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		if ! go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" -fuzzminimizetime 20x "$package" >"$log" 2>&1; then
			cat "$log" >&2
			exit 1
		fi
		echo "$target: $(sed -n 's/.*execs: \([0-9]*\).*/\1/p' "$log" | tail -1) inputs"
	done
done
