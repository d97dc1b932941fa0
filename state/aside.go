package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostAside is how many damaged files of one name are kept.
const mostAside = 9

// Aside renames whatever is under the name, so that a new file can take its place, and returns where it went:
// NAME.damaged, or the first of NAME.damaged.2 to .9 that is free. If none is, the oldest that can be removed makes
// room: damage that comes back keeps nobody from going on.
func (f *Folder) Aside(name string) (path string, err error) {
	var taken []string
	for n := range mostAside {
		aside := name + ".damaged"
		if n > 0 {
			aside += fmt.Sprintf(".%d", n+1)
		}
		if !f.Has(aside) {
			return f.Path(aside), f.root.Rename(name, aside)
		}
		taken = append(taken, aside)
	}
	slices.SortStableFunc(taken, func(a, b string) int { return f.changed(a).Compare(f.changed(b)) })
	for _, aside := range taken {
		if err = f.root.Remove(aside); err == nil {
			return f.Path(aside), f.root.Rename(name, aside)
		}
	}
	return "", fmt.Errorf("%d damaged files are kept beside %s already, and none can be removed: %w", mostAside, f.Path(name), err)
}

// changed returns when a file was last written.
func (f *Folder) changed(name string) time.Time {
	info, err := f.root.Lstat(name)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
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
