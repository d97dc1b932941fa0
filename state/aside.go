package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// mostAside is how many damaged files of one name are kept.
const mostAside = 9

// Aside renames whatever is under the name, so that a new file can take its place, and returns where it went:
// NAME.damaged, or the first of NAME.damaged.2 to .9 that is free.
func (f *Folder) Aside(name string) (path string, err error) {
	for n := range mostAside {
		aside := name + ".damaged"
		if n > 0 {
			aside += fmt.Sprintf(".%d", n+1)
		}
		if !f.Has(aside) {
			return f.Path(aside), f.root.Rename(name, aside)
		}
	}
	return "", fmt.Errorf("%d damaged files are kept beside %s already: remove them", mostAside, f.Path(name))
}

// Sweep removes what a crash has left of the named files: those being written. Nobody else may be writing them.
func (f *Folder) Sweep(names ...string) error {
	d, err := f.root.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	there, err := d.Readdirnames(-1)
	if err != nil {
		return err
	}
	for _, found := range there {
		if slices.ContainsFunc(names, func(name string) bool { return isLeft(found, name) }) {
			err = errors.Join(err, f.Remove(found))
		}
	}
	return err
}

// isLeft reports whether found is the name being written, with whatever digits behind: those of an older program.
func isLeft(found, name string) bool {
	digits, ok := strings.CutPrefix(found, name+newEnding)
	return ok && strings.Trim(digits, "0123456789") == ""
}
