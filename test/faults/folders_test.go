package faults

import (
	"os"
	"slices"
	"testing"
)

// untouched wants a test's folder to have nothing but what it was told to use.
func untouched(t *testing.T, dir string, known ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(known, e.Name()) {
			t.Errorf("%s was made in %s", e.Name(), dir)
		}
	}
}
