package main

import (
	"os"
	"slices"
	"strings"
)

// notices are warnings that are told once and not at every run, as cron mails each. Those of the last run stand in a
// file: a notice that was not given in a run is new when it comes again.
type notices struct {
	path  string
	given []string
}

func newNotices(path string) *notices { return &notices{path: path} }

// add gives a notice in this run.
func (n *notices) add(message string) {
	message = strings.Join(strings.Fields(message), " ")
	if !slices.Contains(n.given, message) {
		n.given = append(n.given, message)
	}
}

// fresh returns the notices that the last run did not give, and remembers this run's. Where they cannot be
// remembered, they are told again.
func (n *notices) fresh() []string {
	old, err := os.ReadFile(n.path)
	if len(n.given) == 0 {
		if err == nil {
			_ = os.Remove(n.path)
		}
		return nil
	}
	told := strings.Split(strings.TrimSpace(string(old)), "\n")
	var fresh []string
	for _, message := range n.given {
		if !slices.Contains(told, message) {
			fresh = append(fresh, message)
		}
	}
	if len(fresh) > 0 || len(told) != len(n.given) {
		_ = os.WriteFile(n.path, []byte(strings.Join(n.given, "\n")+"\n"), 0o600)
	}
	return fresh
}
