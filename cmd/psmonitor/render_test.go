package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"psmonitor/internal/folder"
)

// TestHangingRenderIsReported holds a site's lock: for a minute, which is not reported, and for twenty.
func TestHangingRenderIsReported(t *testing.T) {
	for held, want := range map[time.Duration]int{time.Minute: exitDone, 20 * time.Minute: exitFailed} {
		site := t.TempDir()
		lock := filepath.Join(site, ".psmonitor.lock")
		other, err := folder.Open(site, folder.Options{Mode: 0o644})
		if err != nil {
			t.Fatal(err)
		}
		unlock, err := other.TryLock(filepath.Base(lock))
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now().Add(-held)
		if err := os.Chtimes(lock, began, began); err != nil {
			t.Fatal(err)
		}
		var out, output bytes.Buffer
		args := []string{"render", "-config", os.DevNull, "-store", "file:///nonexistent", "-out", site}
		code := run(t.Context(), args, app{getenv: func(string) string { return "" }, stdout: &out, stderr: &output})
		if code != want || strings.Contains(output.String(), "check what it is waiting for") != (want == exitFailed) || (output.Len() == 0) != (want == exitDone) {
			t.Errorf("held for %v: exit code %d, want %d, output %q", held, code, want, &output)
		}
		unlock()
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
}
