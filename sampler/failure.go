package sampler

import (
	"errors"
	"fmt"
)

// Failure is a reason why a family could not be read in full.
type Failure struct {
	Family  string
	Element string // the only one that is missing, such as a mount; "" if it is not about one element
	Err     error
}

// Error returns the reason, with the element.
func (f Failure) Error() string {
	if f.Element == "" {
		return f.Err.Error()
	}
	return fmt.Sprintf("%s: %v", f.Element, f.Err)
}

// elementError is an error about one element of a family. Read returns it, joined with others, so that the warnings about
// several elements are told apart.
type elementError struct {
	element string
	err     error
}

func (e elementError) Error() string { return e.element + ": " + e.err.Error() }
func (e elementError) Unwrap() error { return e.err }

// failuresOf returns the failures of a family: of joined errors, one each.
func failuresOf(family string, err error) []Failure {
	var list []Failure
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, part := range joined.Unwrap() {
			list = append(list, failuresOf(family, part)...)
		}
		return list
	}
	var about elementError
	if errors.As(err, &about) {
		return append(list, Failure{family, about.element, about.err})
	}
	return append(list, Failure{Family: family, Err: err})
}
