package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/gofrs/flock"
)

// sampleInto runs psmonitor sample in a folder and returns the exit code and what it said.
func sampleInto(t *testing.T, dir string, args ...string) (int, string) {
	t.Helper()
	args = append([]string{"sample", "-host", "example01", "-config", os.DevNull,
		"-store", fileURL(filepath.Join(dir, "store")), "-state", filepath.Join(dir, "state")}, args...)
	var said strings.Builder
	return run(t.Context(), args, app{getenv: func(string) string { return "" }, stdout: &said, stderr: &said}), said.String()
}

func TestASecondSampleWaitsForTheFirst(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "state", "example01.lock")
	first := flock.New(path)
	if err := first.Lock(); err != nil {
		t.Fatal(err)
	}
	code, said := sampleInto(t, dir, "-timeout", "200ms")
	if code != exitFailed || !strings.Contains(said, path) || !strings.Contains(said, "another psmonitor sample") {
		t.Errorf("at the deadline: exit code %d, and it said %q; want 1 and the file that is held", code, said)
	}
	ended := make(chan string)
	go func() {
		code, said := sampleInto(t, dir)
		ended <- fmt.Sprint(code, said)
	}()
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if got := <-ended; got != "0" {
		t.Errorf("when the first has ended: %s, want exit code 0 and silence", got)
	}
}

// TestCountersThatCannotBeKept names the folder, and what to do.
func TestCountersThatCannotBeKept(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "state", "example01.json.new", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	code, said := sampleInto(t, dir)
	if code != exitDone || !strings.Contains(said, filepath.Join(dir, "state")+", or name another folder with -state") {
		t.Errorf("exit code %d, and it said %q", code, said)
	}
}

// TestAPrintedSampleIsHarmless has names that a terminal would act on, or show as others.
func TestAPrintedSampleIsHarmless(t *testing.T) {
	names := []string{"/srv/\u009b31m", "/a\u202eb\u2066", "/del\u007f\u0085", "/tag\U000e0041", "/ä 世界 🙂"}
	text, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	plain := plainJSON(text)
	for _, r := range string(plain) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%U is printed", r)
		}
	}
	var got []string
	if err := json.Unmarshal(plain, &got); err != nil || !slices.Equal(got, names) {
		t.Errorf("it reads %q, %v; want %q", got, err, names)
	}
	if !strings.Contains(string(plain), "/ä 世界 🙂") {
		t.Errorf("what is harmless is not shown as it is: %s", plain)
	}
}

func TestTheSplayIsTheHostsOwn(t *testing.T) {
	quarters := map[time.Duration]int{}
	for i := range 400 {
		host := fmt.Sprintf("web-%03d", i)
		d := splay(host, 30*time.Second)
		if d < 0 || d >= 30*time.Second || d != splay(host, 30*time.Second) {
			t.Fatalf("%s waits %v: want less than 30s, and always the same", host, d)
		}
		quarters[d/(7500*time.Millisecond)]++
	}
	for q, n := range quarters {
		if n < 60 || n > 140 {
			t.Errorf("%d of 400 hosts wait in quarter %d of the splay, want about 100", n, q)
		}
	}
	if splay("web-001", 0) != 0 {
		t.Error("a host waits without a splay")
	}
}
