//go:build unix

package render

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAPipeIsNotWaitedFor plants pipes where files of ours are: those that the site stands on are named, all others are
// replaced.
func TestAPipeIsNotWaitedFor(t *testing.T) {
	pipe := func(dir, name string) {
		file := filepath.Join(dir, name)
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, advice := range map[string]string{manifestName: "replace it by an empty file", lockName: "remove it"} {
		dir := t.TempDir()
		pipe(dir, name)
		if _, err := Open(dir, Options{Version: "test"}); err == nil || !strings.Contains(err.Error(), "a pipe") || !strings.Contains(err.Error(), advice) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	for _, name := range []string{recordsName, recordsName + ".new", runsName, "index.html", "index.html.new", "status.json", "host/a/index.html.new"} {
		pipe(dir, name)
	}
	f["a"] = stamped{31, 0, "2.a"}
	f.run(t, dir, noon, nil)
	for _, name := range []string{recordsName, "index.html", "status.json"} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s is %v (%v)", name, info, err)
		}
	}
}

// A hole of 500 GB takes no space, but reading it takes minutes.
func TestSparseRecordsAreNotRead(t *testing.T) {
	dir := seeded(t)
	f := small()
	f.run(t, dir, noon, nil)
	if err := os.Truncate(filepath.Join(dir, recordsName), 500<<30); err != nil {
		t.Fatal(err)
	}
	f["a"] = stamped{31, 0, "2.a"}
	f.run(t, dir, noon, nil)
	if info, err := os.Stat(filepath.Join(dir, recordsName)); err != nil || info.Size() > 1<<20 {
		t.Errorf("the records have %d bytes, %v", info.Size(), err)
	}
}
