package main

import (
	"fmt"
	"time"

	"psmonitor/internal/config"
)

// durationFlag is the value of a flag that has a duration, written as in the configuration.
type durationFlag struct {
	value *time.Duration
	unit  string // the one that a number without a unit probably has
	fail  func(text string, err error)
}

// String returns "", because defaults are not printed by package flag.
func (d durationFlag) String() string { return "" }

// Set sets the duration. The error that package flag makes of its error is not shown: fail gets it.
func (d durationFlag) Set(text string) (err error) {
	if *d.value, err = config.ParseDuration(text, d.unit); err != nil {
		d.fail(text, err)
	}
	return err
}

// durationVar defines a flag that has a duration.
func (f *flags) durationVar(value *time.Duration, name string, initial time.Duration, unit string) {
	*value = initial
	f.Var(durationFlag{value, unit, func(text string, err error) {
		f.wrong = fmt.Errorf("-%s %s: %w", name, text, err)
	}}, name, "")
}
