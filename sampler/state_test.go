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

func TestStateIsReadAsEncoded(t *testing.T) {
	want := record(t, "many").first(t)
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

func TestDecodeState(t *testing.T) {
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
			state, err := DecodeState([]byte(test.data))
			if test.errs == "" {
				if err != nil || state.Host != "a" || state.Up != 24*time.Hour {
					t.Errorf("state %+v, error %v", state, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.errs) {
				t.Errorf("error %v, want one that says %q", err, test.errs)
			}
			if diff := cmp.Diff(State{}, state); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever stands in the file, the sample that follows is right or is not there.
func FuzzState(f *testing.F) {
	r := record(f, "old")
	data, err := r.first(f).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add(strings.Replace(string(data), `"cpu user":100`, `"cpu user":1844674407370955161`, 1))
	f.Add(strings.Replace(string(data), `"read":{`, `"read":{"net":0,`, 1))
	f.Fuzz(func(t *testing.T, data string) {
		last, _ := DecodeState([]byte(data))
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
