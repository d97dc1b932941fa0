//go:build linux

package sampler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func write(t testing.TB, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestStateIsReadAsSaved(t *testing.T) {
	r := record(t, "many")
	state := r.first(t)
	path := filepath.Join(t.TempDir(), "state.json")
	for range 2 { // new, then in place of the old
		if err := state.Save(path); err != nil {
			t.Fatal(err)
		}
	}
	got, err := LoadState(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(state, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode %v, want 0600", mode)
	}
	wantOnly(t, filepath.Dir(path), "state.json")
}

func wantOnly(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// A reader who has the old file open goes on reading the old state: the new one is another file that took its name.
func TestSaveReplacesTheFileAtOnce(t *testing.T) {
	state := record(t, "many").first(t)
	path := filepath.Join(t.TempDir(), "state.json")
	write(t, path, "the old one")
	old, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := state.Save(path); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	if n, err := old.Read(buf); err != nil || string(buf[:n]) != "the old one" {
		t.Errorf("the old file reads %q, %v", buf[:n], err)
	}
}

func TestSaveThatFailsLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "state.json")
	if err := os.MkdirAll(filepath.Join(path, "a folder in its place"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := (State{}).Save(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want one that names %s", err, path)
	}
	wantOnly(t, folder, "state.json")
	if err := (State{}).Save(filepath.Join(folder, "nowhere", "state.json")); err == nil {
		t.Error("no error where there is no folder")
	}
}

func TestLoadState(t *testing.T) {
	const good = `"host":"a","boot":"2026-01-01T00:00:00Z","wall":"2026-01-02T00:00:00Z","up":86400000000000`
	for name, test := range map[string]struct {
		data string
		errs string // a part of the error; "" is none
	}{
		"good":               {`{"version":1,` + good + `,"counters":{"cpu user":1}}`, ""},
		"fields to come":     {`{"version":1,` + good + `,"colour":"blue"}`, ""},
		"newer":              {`{"version":2,` + good + `}`, "newer psmonitor"},
		"newer, other shape": {`{"version":2,"counters":{}}`, "newer psmonitor"},
		"empty":              {``, "damaged"},
		"cut off":            {`{"version":1,"host":"a","bo`, "damaged"},
		"zeros":              {"\x00\x00\x00\x00", "damaged"},
		"of no version":      {`{` + good + `}`, "damaged"},
		"other types":        {`{"version":1,"counters":["a"]}`, "damaged"},
		"without a time":     {`{"version":1,"host":"a"}`, "damaged"},
		"negative counter":   {`{"version":1,` + good + `,"counters":{"cpu user":-1}}`, "damaged"},
		"enormous counter":   {`{"version":1,` + good + `,"counters":{"cpu user":1e300}}`, "damaged"},
		"read in the future": {`{"version":1,` + good + `,"read":{"cpu":9223372036854775807}}`, "damaged"},
		"read in the past":   {`{"version":1,` + good + `,"read":{"cpu":-9223372036854775808}}`, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state.json")
			write(t, path, test.data)
			state, err := LoadState(path)
			if test.errs == "" {
				if err != nil || state.Host != "a" || state.Up != 24*time.Hour {
					t.Errorf("state %+v, error %v", state, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.errs) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one of %s that says %q", err, path, test.errs)
			}
			if diff := cmp.Diff(State{}, state); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMissingStateIsTheZeroState(t *testing.T) {
	state, err := LoadState(filepath.Join(t.TempDir(), "none.json"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(State{}, state); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

// Whatever stands in the file, the sample that follows is right or is not there.
func FuzzState(f *testing.F) {
	r := record(f, "old")
	path := filepath.Join(f.TempDir(), "state.json")
	if err := r.first(f).Save(path); err != nil {
		f.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add(strings.Replace(string(data), `"cpu user":100`, `"cpu user":1844674407370955161`, 1))
	f.Add(strings.Replace(string(data), `"read":{`, `"read":{"net":0,`, 1))
	f.Fuzz(func(t *testing.T, data string) {
		path := filepath.Join(t.TempDir(), "state.json")
		write(t, path, data)
		last, _ := LoadState(path)
		r := record(t, "old")
		r.pass(300 * time.Second)
		r.onWait = func() { r.show("after") }
		sample, _, err := r.host(Filters{}).Sample(r.context(), last)
		if err != nil {
			t.Fatal(err)
		}
		checked(t, sample)
	})
}
