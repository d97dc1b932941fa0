package render

import (
	"os"
	"path/filepath"
	"testing"
)

// A first run may be killed before there is a manifest. What it leaves behind must not stop later ones.
func TestKilledFirstRunLeavesASite(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{lockName, manifestName + ".new", recordsName, recordsName + ".new", noticesName, noticesName + ".new"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build(t, dir, noon, host(t, "a", 3, 0, "a", "/var"))
	if _, err := os.Stat(filepath.Join(dir, "host", "a", "index.html")); err != nil {
		t.Error(err)
	}
}
