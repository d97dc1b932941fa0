package public

import (
	"io/fs"
	"testing"
)

// TestFiles holds in a checkout where nothing was built, too.
func TestFiles(t *testing.T) {
	if _, err := fs.Stat(Files(), "."); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(Files(), "dist"); err == nil {
		t.Error("the names start with dist/")
	}
}
