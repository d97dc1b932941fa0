//go:build linux

package sampler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/store/bsonfile"
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

// encoded returns the document for a text in extended JSON.
func encoded(t testing.TB, text string) bson.Raw {
	t.Helper()
	var doc bson.D
	if err := bson.UnmarshalExtJSON([]byte(text), false, &doc); err != nil {
		t.Fatal(err)
	}
	raw, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestDecodeStateReversesEncode(t *testing.T) {
	want := record(t, "many").first(t)
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	want.Wall = want.Wall.Truncate(time.Millisecond)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
}

func TestDecodeState(t *testing.T) {
	const good = `"host":"a","boot":{"$date":"2026-01-01T00:00:00Z"},"wall":{"$date":"2026-01-02T00:00:00Z"},"up":86400000000000`
	whole := encoded(t, `{"version":1,`+good+`}`)
	for name, test := range map[string]struct {
		data bson.Raw
		errs string // a part of the error; "" is none
	}{
		"good":                 {encoded(t, `{"version":1,`+good+`,"counters":{"cpu user":1}}`), ""},
		"unknown field":        {encoded(t, `{"version":1,`+good+`,"colour":"blue"}`), ""},
		"newer":                {encoded(t, `{"version":2,`+good+`}`), "newer psmonitor"},
		"newer, other shape":   {encoded(t, `{"version":2,"counters":{}}`), "newer psmonitor"},
		"empty":                {nil, "damaged"},
		"cut off":              {whole[:len(whole)/2], "damaged"},
		"zeros":                {make(bson.Raw, 4), "damaged"},
		"more zeros":           {make(bson.Raw, 40), "damaged"},
		"no version":           {encoded(t, `{`+good+`}`), "damaged"},
		"wrong types":          {encoded(t, `{"version":1,"counters":["a"]}`), "damaged"},
		"no time":              {encoded(t, `{"version":1,"host":"a"}`), "damaged"},
		"negative counter":     {encoded(t, `{"version":1,`+good+`,"counters":{"cpu user":-1}}`), "damaged"},
		"enormous counter":     {encoded(t, `{"version":1,`+good+`,"counters":{"cpu user":1e300}}`), "damaged"},
		"counter not a number": {encoded(t, `{"version":1,`+good+`,"counters":{"cpu user":{"$numberDouble":"NaN"}}}`), "damaged"},
		"read in the future":   {encoded(t, `{"version":1,`+good+`,"read":{"cpu":9223372036854775807}}`), "damaged"},
		"read in the past":     {encoded(t, `{"version":1,`+good+`,"read":{"cpu":-9223372036854775808}}`), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			state, err := DecodeState(test.data)
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

// FuzzState checks that the sample after any state is valid. The driver panics on malformed documents.
func FuzzState(f *testing.F) {
	last := record(f, "old").first(f)
	add := func(s State) {
		doc, err := s.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(doc))
	}
	add(last)
	last.Counters["cpu user"] = 1844674407370955161
	add(last)
	last.Read["net"] = 0
	add(last)
	f.Fuzz(func(t *testing.T, data []byte) {
		if bsonfile.Check(data) != nil {
			return // sampler/agent does not pass it on
		}
		last, _ := DecodeState(data)
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
