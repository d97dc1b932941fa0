package faults

import (
	"os"
	"slices"
	"testing"
)

// untouched reports everything in the folder that is not in known.
func checkOnlyFiles(t *testing.T, dir string, known ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			t.Errorf("%s was created in %s", e.Name(), dir)
		}
	}
}
