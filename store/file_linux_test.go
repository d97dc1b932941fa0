package store

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/rollup"
)

// held returns how many descriptors of this process are of files in a folder.
func held(t *testing.T, folder string) (descriptors int) {
	t.Helper()
	const fds = "/proc/self/fd/"
	entries, err := os.ReadDir(fds)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if file, err := os.Readlink(fds + e.Name()); err == nil && strings.HasPrefix(file, folder+"/") {
			descriptors++
		}
	}
	return descriptors
}

// TestFilesAreClosed reads several hosts: what one of them left behind would add up to ten thousand. A file that is in
// memory is closed before it is looked at.
func TestFilesAreClosed(t *testing.T) {
	for _, test := range []struct {
		name   string
		size   int // bytes of a document
		during int // descriptors
	}{{"small", 100, 0}, {"large", 1_200_000, 1}} {
		t.Run(test.name, func(t *testing.T) {
			s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
			for i := range 3 {
				mustAppend(t, s, nameOf(i), sized(t, 10, test.size)...)
			}
			during := 0
			for i := range 3 {
				_, err := s.Newest(t.Context(), nameOf(i), 10, func([]byte) error {
					during = max(during, held(t, s.path))
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				stampOf(t, s, nameOf(i))
			}
			if during != test.during {
				t.Errorf("%d descriptors while a host is read, want %d", during, test.during)
			}
			if left := held(t, s.path); left > 0 {
				t.Errorf("%d descriptors are left", left)
			}
		})
	}
}

// TestHistoryBehindALink has the hours on another disk: nothing is read or removed there, nor beside, and the error says why.
func TestHistoryBehindALink(t *testing.T) {
	s := opened(t, newFolder(t), Options{Max: 10}).(*fileStore)
	mustPutHistory(t, s, rollup.Days, host, historyAt(t, rollup.Days, host, someHour.Truncate(24*time.Hour), 3))
	hours := filepath.Join(s.path, rollup.Hours.Name)
	if err := os.Symlink(t.TempDir(), hours); err != nil {
		t.Fatal(err)
	}
	_, err := s.History(t.Context(), rollup.Hours, host, func([]byte) error { return nil })
	for what, err := range map[string]error{"read": err, "drop": s.Drop(t.Context(), host)} {
		if err == nil || !strings.Contains(err.Error(), hours+": not a folder, and links are not followed") {
			t.Errorf("%s: %v", what, err)
		}
	}
	wantCovered(t, s, rollup.Days, host, "11-20 00h: 3")
}
