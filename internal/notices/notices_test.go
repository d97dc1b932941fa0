package notices

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/folder"
	"psmonitor/store/bsonfile"
)

// given returns the notices of a round: of the words, f:X is a failure with the key X, w:X a warning.
func given(words ...string) List {
	var list List
	for _, word := range words {
		if strings.HasPrefix(word, "f:") {
			list.Add(Notice{Key: MessageKey(word), Hourly: true, Text: word, Failure: true})
		} else {
			list.Add(Notice{Key: word, Text: word})
		}
	}
	return list
}

// remembered returns notices as the next round reads them.
func remembered(t testing.TB, list []Notice) []Notice {
	t.Helper()
	f := testFolder(t)
	if err := Write(f, "a", list); err != nil {
		t.Fatal(err)
	}
	got, err := Read(f, "a")
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
			var before []Notice
			for _, s := range steps {
				now := start.Add(time.Duration(s.minute) * time.Minute)
				notices, remember, over := Decide(given(strings.Fields(s.given)...), before, strings.Contains(s.given, "f:"), now)
				var logged []string
				for _, n := range notices {
					if !n.Suppressed {
						logged = append(logged, n.Text)
					}
				}
				if got := strings.Join(logged, " "); got != s.logged {
					t.Errorf("minute %d: it logs %q, want %q", s.minute, got, s.logged)
				}
				since := over.Since
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
		if a, b := MessageKey(same[0]), MessageKey(same[1]); a != b || a == "" {
			t.Errorf("%q has the key %q, %q has %q", same[0], a, same[1], b)
		}
	}
	if a, b := MessageKey("no server listens at db:1"), MessageKey("wrong user or password"); a == b {
		t.Errorf("two reasons have one key, %q", a)
	}
}

// A server that chooses other words each time cannot make the file grow.
func TestNoticesAreBounded(t *testing.T) {
	var before []Notice
	word := strings.Repeat("ä", 10_000)
	for i := range 200 {
		now := given("f:"+word[:len(word)-2*i]+strings.Repeat("z", i), "f:"+strings.Repeat("y", i+1))
		_, remember, _ := Decide(now, before, true, time.Now())
		before = remembered(t, remember)
	}
	data, err := bson.Marshal(memory{bsonfile.SealedVersion, before})
	if err != nil || len(data) > 32<<10 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// TestManyNoticesAreCounted has a hundred file systems fail at once, in another order each time, and the run as well.
func TestManyNoticesAreCounted(t *testing.T) {
	var before []Notice
	for round := range 3 {
		var added List
		for i := range 100 {
			key := fmt.Sprint("w:", (i+37*round)%100)
			added.Add(Notice{Key: key, Text: key})
		}
		added.Add(Notice{Key: "f", Text: "f:", Hourly: true, Failure: true})
		list, remember, _ := Decide(added, before, true, time.Date(2026, 11, 22, 12, 5*round, 0, 0, time.UTC))
		var logged []string
		for _, n := range list {
			if !n.Suppressed {
				logged = append(logged, n.Text)
			}
		}
		if round == 0 && (len(logged) != maxLogged || logged[0] != "f:" || logged[maxLogged-1] != "86 more like these: -v prints them") || round > 0 && len(logged) > 0 {
			t.Errorf("run %d logs %q", round, logged)
		}
		if len(list) != 102 {
			t.Errorf("run %d has %d notices, want all, for -v", round, len(list))
		}
		before = remembered(t, remember)
	}
}

// FuzzNotices has any bytes as the remembered notices: what they do not tell is logged again.
func FuzzNotices(f *testing.F) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for _, notices := range [][]Notice{
		{{Key: "a", Hourly: true, Since: at, Logged: at}},
		{{Key: "w:warning"}, {Key: "w:warning"}, {}},
	} {
		doc, err := bson.Marshal(memory{bsonfile.SealedVersion, notices})
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
		if err := bsonfile.WriteSealed(folder, "a", doc); err != nil {
			t.Fatal(err)
		}
		before, err := Read(folder, "a")
		if err != nil && (before != nil || !errors.Is(err, bsonfile.ErrDamaged) && !errors.Is(err, bsonfile.ErrOtherVersion)) {
			t.Fatalf("%v, %v", before, err)
		}
		now := at.Add(30 * time.Minute)
		notices, remember, _ := Decide(given("w:warning"), before, true, now)
		if len(notices) != 1 || len(remember) > maxRemembered {
			t.Fatalf("one notice became %d; %d are remembered", len(notices), len(remember))
		}
		again := remembered(t, remember)
		if notices, _, _ := Decide(given("w:warning"), again, true, now); !notices[0].Suppressed {
			t.Errorf("logged again: %v", cmp.Diff(remember, again, cmp.AllowUnexported(Notice{})))
		}
	})
}
