package agent

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
)

// given returns the notices of a round: of the words, f:X is a failure with the key X, w:X a warning.
func given(words ...string) []notice {
	var r round
	for _, word := range words {
		if strings.HasPrefix(word, "f:") {
			r.addNotice(notice{Key: messageKey(errors.New(word)), Hourly: true, text: word, failure: true})
		} else {
			r.addWarning(word)
		}
	}
	return r.notices
}

// remembered returns notices as the next round reads them.
func remembered(t testing.TB, notices []notice) []notice {
	t.Helper()
	f := testFolder(t)
	if err := writeNotices(f, "a", notices); err != nil {
		t.Fatal(err)
	}
	got, err := readNotices(f, "a")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func testFolder(t testing.TB) *folder.Folder {
	t.Helper()
	f, err := folder.Open(t.TempDir(), folder.Options{Mode: 0o600})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestDecide goes through rounds, minutes apart. A round fails if it has a failure.
func TestDecide(t *testing.T) {
	type step struct {
		minute    int
		given     string
		logged    string
		recovered time.Duration
	}
	for name, steps := range map[string][]step{
		"a warning once, and again when it was gone":    {{0, "w:a w:b", "w:a w:b", 0}, {5, "w:a w:b", "", 0}, {900, "w:a", "", 0}, {905, "w:a w:b", "w:b", 0}},
		"a failure once an hour":                        {{0, "f:a", "f:a", 0}, {5, "f:a", "", 0}, {59, "f:a", "", 0}, {60, "f:a", "f:a", 0}, {65, "f:a", "", 0}, {119, "f:a", "", 0}, {120, "f:a", "f:a", 0}},
		"the recovery, and the next failure at once":    {{0, "f:a", "f:a", 0}, {5, "f:a", "", 0}, {10, "", "", 10 * time.Minute}, {15, "", "", 0}, {20, "f:a", "f:a", 0}},
		"each reason by itself":                         {{0, "f:a", "f:a", 0}, {5, "f:b", "f:b", 0}, {10, "f:a", "", 0}, {15, "f:b", "", 0}, {60, "f:a", "f:a", 0}, {62, "f:b", "", 0}, {65, "f:b", "f:b", 0}},
		"a warning outlasts failures, which cannot see": {{0, "w:a", "w:a", 0}, {5, "f:b", "f:b", 0}, {10, "w:a", "", 5 * time.Minute}},
		"the clock set back by a year":                  {{600_000, "f:a", "f:a", 0}, {0, "f:a", "f:a", 0}, {5, "f:a", "", 0}},
		"the clock set forward by a year":               {{0, "f:a", "f:a", 0}, {600_000, "f:a", "f:a", 0}, {600_005, "", "", 600_005 * time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
			var before []notice
			for _, s := range steps {
				now := start.Add(time.Duration(s.minute) * time.Minute)
				notices, remember, over := decide(given(strings.Fields(s.given)...), before, strings.Contains(s.given, "f:"), now)
				var logged []string
				for _, n := range notices {
					if !n.suppressed {
						logged = append(logged, n.text)
					}
				}
				if got := strings.Join(logged, " "); got != s.logged {
					t.Errorf("minute %d: it logs %q, want %q", s.minute, got, s.logged)
				}
				since := over.since
				if !since.IsZero() != (s.recovered > 0) || s.recovered > 0 && now.Sub(since) != s.recovered {
					t.Errorf("minute %d: recovered since %v, want after %v", s.minute, since, s.recovered)
				}
				before = remembered(t, remember)
			}
		})
	}
}

func TestMessageKeyOmitsWordsWithDigits(t *testing.T) {
	for _, same := range [][2]string{
		{"read tcp 127.0.0.1:53412->127.0.0.1:27017: i/o timeout", "read tcp 127.0.0.1:9->10.0.0.7:27017: i/o timeout"},
		{"no answer after 1.5s (operation 6744a1f0)", "no answer after 59.99s (operation 0f3c)"},
	} {
		if a, b := messageKey(errors.New(same[0])), messageKey(errors.New(same[1])); a != b || a == "" {
			t.Errorf("%q has the key %q, %q has %q", same[0], a, same[1], b)
		}
	}
	if a, b := messageKey(errors.New("no server listens at db:1")), messageKey(errors.New("wrong user or password")); a == b {
		t.Errorf("two reasons have one key, %q", a)
	}
}

// A server that chooses other words each time cannot make the file grow.
func TestNoticesAreBounded(t *testing.T) {
	var before []notice
	word := strings.Repeat("ä", 10_000)
	for i := range 200 {
		now := given("f:"+word[:len(word)-2*i]+strings.Repeat("z", i), "f:"+strings.Repeat("y", i+1))
		_, remember, _ := decide(now, before, true, time.Now())
		before = remembered(t, remember)
	}
	data, err := bson.Marshal(memory{before})
	if err != nil || len(data) > 32<<10 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// FuzzNotices has any bytes as the remembered notices: what they do not tell is logged again.
func FuzzNotices(f *testing.F) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, notices := range [][]notice{
		{{Key: "a", Hourly: true, Since: at, Logged: at}},
		{{Key: "w:warning"}, {Key: "w:warning"}, {}},
	} {
		doc, err := bson.Marshal(memory{notices})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(doc)
	}
	other, err := bson.Marshal(bson.D{{Key: "notices", Value: bson.D{{Key: "key", Value: "a"}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(other)
	f.Fuzz(func(t *testing.T, doc []byte) {
		folder := testFolder(t)
		if len(doc) < 5 { // Seal wants a document's length
			doc = make([]byte, 5)
		}
		if err := writeSealed(folder, "a", doc); err != nil {
			t.Fatal(err)
		}
		before, err := readNotices(folder, "a")
		if err != nil && (before != nil || !errors.Is(err, errDamaged)) {
			t.Fatalf("%v, %v", before, err)
		}
		now := at.Add(30 * time.Minute)
		notices, remember, _ := decide(given("w:warning"), before, true, now)
		if len(notices) != 1 || len(remember) > maxNotices {
			t.Fatalf("one notice became %d; %d are remembered", len(notices), len(remember))
		}
		again := remembered(t, remember)
		if notices, _, _ := decide(given("w:warning"), again, true, now); !notices[0].suppressed {
			t.Errorf("logged again: %v", cmp.Diff(remember, again, cmp.AllowUnexported(notice{})))
		}
	})
}
