package store

import (
	"os"
	"strings"
	"testing"
)

// held returns how many descriptors of this process, and how many of its mappings, are of files below a folder.
func held(t *testing.T, folder string) (descriptors, mappings int) {
	t.Helper()
	const fds = "/proc/self/fd/"
	entries, err := os.ReadDir(fds)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if file, err := os.Readlink(fds + e.Name()); err == nil && strings.HasPrefix(file, folder) { // the folder's own is gone
			descriptors++
		}
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	return descriptors, strings.Count(string(maps), folder)
}

// Ten thousand hosts are read in one run: what one of them left behind would add up. What is read into memory is let go
// before it is looked at, so that whoever writes waits no longer than that takes.
func TestFilesAreLetGo(t *testing.T) {
	for _, test := range []struct {
		name   string
		size   int // of a document, bytes
		during int // descriptors and mappings
	}{{"small", 100, 0}, {"large", 1_000_000, 2}} {
		t.Run(test.name, func(t *testing.T) {
			s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
			for i := range 5 {
				mustAppend(t, s, nameOf(i), sized(t, 10, func() int { return test.size })...)
			}
			during := 0
			for i := range 5 {
				err := s.Newest(t.Context(), nameOf(i), 10, func([]byte) error {
					descriptors, mappings := held(t, s.folder)
					during = max(during, descriptors+mappings)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				stampOf(t, s, nameOf(i))
			}
			if during != test.during {
				t.Errorf("%d descriptors and mappings while a host is read, want %d", during, test.during)
			}
			if descriptors, mappings := held(t, s.folder); descriptors+mappings > 0 {
				t.Errorf("%d descriptors and %d mappings are left", descriptors, mappings)
			}
		})
	}
}
