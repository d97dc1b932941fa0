package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"psmonitor/state"
)

// TestNotices goes through rounds, minutes apart: f:X is a failure of the class X, w:X a warning. A round fails if it
// has a failure.
func TestNotices(t *testing.T) {
	type round struct {
		minute    int
		given     string
		said      string
		recovered time.Duration
	}
	for name, rounds := range map[string][]round{
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
			var kept []byte
			for _, r := range rounds {
				var n notices
				for _, word := range strings.Fields(r.given) {
					if strings.HasPrefix(word, "f:") {
						n.fail(errors.New(word), "")
					} else {
						n.warn(word)
					}
				}
				var before []notice
				if len(kept) > 0 {
					if err := json.Unmarshal(kept, &before); err != nil {
						t.Fatal(err)
					}
				}
				now := start.Add(time.Duration(r.minute) * time.Minute)
				say, _, keep, over := n.settle(before, strings.Contains(r.given, "f:"), now)
				var said []string
				for _, s := range say {
					said = append(said, s.text)
				}
				if got := strings.Join(said, " "); got != r.said {
					t.Errorf("minute %d: it says %q, want %q", r.minute, got, r.said)
				}
				since := over.since
				if !since.IsZero() != (r.recovered > 0) || r.recovered > 0 && now.Sub(since) != r.recovered {
					t.Errorf("minute %d: recovered since %v, want after %v", r.minute, since, r.recovered)
				}
				var err error
				if kept, err = json.Marshal(keep); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestWhatChangesIsNotOfTheClass(t *testing.T) {
	for _, same := range [][2]string{
		{"read tcp 127.0.0.1:53412->127.0.0.1:27017: i/o timeout", "read tcp 127.0.0.1:9->10.0.0.7:27017: i/o timeout"},
		{"no answer after 1.5s (operation 6744a1f0)", "no answer after 59.99s (operation 0f3c)"},
	} {
		if a, b := classOf(errors.New(same[0])), classOf(errors.New(same[1])); a != b || a == "" {
			t.Errorf("%q is of the class %q, %q of %q", same[0], a, same[1], b)
		}
	}
	if a, b := classOf(errors.New("nobody listens at db:1")), classOf(errors.New("wrong user or password")); a == b {
		t.Errorf("two reasons are of one class, %q", a)
	}
}

// A server that chooses other words each time cannot make the file grow.
func TestNoticesAreBounded(t *testing.T) {
	var before []notice
	word := strings.Repeat("ä", 10_000)
	for i := range 200 {
		var n notices
		n.fail(errors.New(word[:len(word)-2*i]+strings.Repeat("z", i)), "")
		n.fail(errors.New(strings.Repeat("y", i+1)), "")
		_, _, before, _ = n.settle(before, true, time.Now())
	}
	data, err := json.Marshal(before)
	if err != nil || len(data) > 32<<10 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// FuzzNotices has any bytes as the remembered notices: what they do not tell is said again.
func FuzzNotices(f *testing.F) {
	f.Add([]byte(`[{"class":"a","hourly":true,"since":"2026-11-22T12:00:00Z","told":"2026-11-22T12:00:00Z"}]`))
	f.Add([]byte(`[{"class":"warning"},{"class":"warning"},{}]`))
	f.Add([]byte(`{"class":"a"}`))
	f.Add([]byte(`[{"class":"a","since":"2026-11-22T12:00:00+24:00"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		folder, err := state.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		if err := folder.Replace("a", data); err != nil {
			t.Fatal(err)
		}
		before, err := readNotices(folder, "a")
		if err != nil && (before != nil || !errors.Is(err, state.ErrDamaged)) {
			t.Fatalf("%v, %v", before, err)
		}
		var n notices
		n.warn("warning")
		now := time.Date(2026, 11, 22, 12, 30, 0, 0, time.UTC)
		say, hush, keep, _ := n.settle(before, true, now)
		if len(say)+len(hush) != 1 || len(keep) > mostKept {
			t.Fatalf("of one notice, %d are said, %d passed over; %d are kept", len(say), len(hush), len(keep))
		}
		if err := writeNotices(folder, "a", keep); err != nil {
			t.Fatal(err)
		}
		again, err := readNotices(folder, "a")
		if err != nil {
			t.Fatal(err)
		}
		if say, _, _, _ := n.settle(again, true, now); len(say) > 0 {
			t.Errorf("said again: %v", cmp.Diff(keep, again, cmp.AllowUnexported(notice{})))
		}
	})
}
