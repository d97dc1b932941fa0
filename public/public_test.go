package public

import (
	"io/fs"
	"testing"
)

// TestFiles passes before the first build too.
func TestFiles(t *testing.T) {
	if _, err := fs.Stat(Files(), "."); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(Files(), "dist"); err == nil {
		t.Error("names start with dist/")
	}
}
