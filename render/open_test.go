package render

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenMakesParentsOnlyIfAsked(t *testing.T) {
	base := t.TempDir()
	dir := filepath.Join(base, "mistyped", "html", "site")
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), filepath.Join(base, "mistyped")+" does not exist") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(base, "mistyped")); err == nil {
		t.Error("the mistyped folder was made")
	}
	s, err := Open(dir, Options{MakeParents: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
