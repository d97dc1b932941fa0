package agent

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"psmonitor/internal/folder"
	"psmonitor/sampler"
)

// makeFiles makes files in a new folder, and returns an agent of web that uses it, and what it logs.
func makeFiles(t *testing.T, names ...string) (Agent, *bytes.Buffer) {
	t.Helper()
	var logged bytes.Buffer
	a := Agent{Host: sampler.Host{Name: "web"}, State: t.TempDir(), Log: slog.New(slog.NewTextHandler(&logged, nil))}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(a.State, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return a, &logged
}

// namesIn returns the names in a folder, sorted.
func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestForgetRemovesFilesOfOneHost(t *testing.T) {
	others := []string{"Web~1.spool", "web-01.spool", "web.spool.counters", "web.spool.damaged.counters", "web.txt", "webspool", "render.notices"}
	files := []string{"web.counters", "web.notices", "web.spool", "web.refused", "web.lock", "web.delivering",
		"web.0-57.asking", "web.spool.new", "web.spool.damaged", "web.spool.damaged.9", "web.counters.damaged.2"}
	a, logged := makeFiles(t, append(files, others...)...)
	had, err := a.Forget(context.Background())
	if err != nil || !had || logged.Len() > 0 {
		t.Errorf("had %v, error %v, logged %q", had, err, logged)
	}
	slices.Sort(others)
	if got := namesIn(t, a.State); !slices.Equal(got, others) {
		t.Errorf("left %q, want %q", got, others)
	}
	had, err = a.Forget(context.Background())
	if err != nil || had {
		t.Errorf("of a host without files: had %v, error %v", had, err)
	}
	if got := namesIn(t, a.State); !slices.Equal(got, others) {
		t.Errorf("left %q, want %q", got, others)
	}
}

func TestForgetWithoutStateFolder(t *testing.T) {
	a, _ := makeFiles(t)
	a.State = filepath.Join(a.State, "missing")
	if had, err := a.Forget(context.Background()); had || err != nil {
		t.Errorf("had %v, error %v", had, err)
	}
	if _, err := os.Stat(a.State); err == nil {
		t.Error("the state folder was made")
	}
}

func TestForgetWaitsForASample(t *testing.T) {
	for _, lock := range []string{samplingLock, deliveringLock} {
		a, _ := makeFiles(t, "web.spool")
		f, err := folder.Open(a.State, folder.Options{Mode: 0o600})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		unlock, err := f.Lock(context.Background(), "web"+lock)
		if err != nil {
			t.Fatal(err)
		}
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := a.Forget(ended); err == nil || !strings.Contains(err.Error(), "try again") {
			t.Errorf("while web%s is held: %v", lock, err)
		}
		if !f.Has("web.spool") {
			t.Errorf("while web%s is held, the spool was removed", lock)
		}
		unlock()
		if had, err := a.Forget(context.Background()); !had || err != nil {
			t.Errorf("afterwards: had %v, error %v", had, err)
		}
	}
}
