package folder

import (
	"errors"
	"fmt"
	"slices"
)

// maxAside is how many damaged files of one name are kept.
const maxAside = 9

// Aside renames whatever is under the name, so that a new file can take its place, and returns the new path.
func (f *Folder) Aside(name string) (path string, err error) {
	aside, err := f.AsideName(name)
	if err == nil {
		err = f.failed("rename", name, f.root.Rename(name, aside))
	}
	return f.Path(aside), err
}

// AsideName returns the name under which a damaged file is kept: NAME.damaged, or the first free name from NAME.damaged.2 to
// NAME.damaged.9. If none is free, it removes the last one that can be removed: repeated damage must not block writing.
func (f *Folder) AsideName(name string) (aside string, err error) {
	var taken []string
	for _, aside := range asideNames(name) {
		if !f.Has(aside) {
			return aside, nil
		}
		taken = append(taken, aside)
	}
	for _, aside := range slices.Backward(taken) {
		if err = f.Remove(aside); err == nil {
			return aside, nil
		}
	}
	return "", fmt.Errorf("%d damaged files are kept beside %s already, and none can be removed: %w", maxAside, f.Path(name), err)
}

// asideNames returns the names under which damaged files of a name are kept.
func asideNames(name string) []string {
	names := []string{name + ".damaged"}
	for n := 2; n <= maxAside; n++ {
		names = append(names, fmt.Sprintf("%s.damaged.%d", name, n))
	}
	return names
}

// HasWithAsides reports whether there is a file of the name, an unfinished one, or a damaged one that Aside has renamed.
func (f *Folder) HasWithAsides(name string) bool {
	return f.Has(name) || f.Has(name+newSuffix) || slices.ContainsFunc(asideNames(name), f.Has)
}

// RemoveWithAsides removes the file of the name, an unfinished one, and the damaged ones that Aside has renamed.
func (f *Folder) RemoveWithAsides(name string) error {
	err := errors.Join(f.Remove(name), f.RemoveUnfinished(name))
	for _, aside := range asideNames(name) {
		err = errors.Join(err, f.Remove(aside))
	}
	return err
}
