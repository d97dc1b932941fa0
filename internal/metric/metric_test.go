package metric

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

func TestHostNamesAreChecked(t *testing.T) {
	for _, good := range []string{"example01", "web-01.example.org", "A_b.C-9", "-", strings.Repeat("a", 120), "systemd", "a.systemd.b", "system", "a.system"} {
		if err := CheckHost(good); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
	for _, bad := range []string{"", ".", "..", ".hidden", "system.profile", "a.system.b", "localhost", "a:week", "a b", "a/b", `a\b`, "a$b", "ä", "a\x00", strings.Repeat("a", 121)} {
		err := CheckHost(bad)
		if err == nil {
			t.Errorf("%q is allowed", bad)
		} else if !strings.Contains(err.Error(), "-host") {
			t.Errorf("the error for %q does not say what to do: %v", bad, err)
		}
	}
}

func TestNamesOfEachMachineAreRefused(t *testing.T) {
	for _, bad := range []string{"localhost", "LocalHost", "localhost.", "localhost.localdomain", "LOCALHOST.LOCALDOMAIN", "localhost.example.org",
		"localhost4", "localhost4.localdomain4", "localhost6", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback", "a b", ""} {
		if err := CheckNewHost(bad); err == nil || !strings.Contains(err.Error(), "-host") {
			t.Errorf("%q: %v, want an error with -host", bad, err)
		}
	}
	for _, good := range []string{"example01", "localhost-01", "web.localhost", "mylocalhost"} {
		if err := CheckNewHost(good); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
	if err := CheckHost("localhost.localdomain"); err != nil {
		t.Errorf("a collection of that name is not shown any more: %v", err)
	}
}

func TestFileNamesDifferIgnoringCase(t *testing.T) {
	for host, want := range map[string]string{
		"example01":   "example01",
		"a.b":         "a.b",
		"Web":         "Web~1",
		"wEb":         "wEb~2",
		"web":         "web",
		"DB-A":        "DB-A~b",
		"con":         "con~0",
		"Con.example": "Con~1.example",
		"console":     "console",
		"lpt1.x.y":    "lpt1~0.x.y",
		"dot.":        "dot.~0",
	} {
		got := FileName(host)
		if got != want {
			t.Errorf("FileName(%q) = %q, want %q", host, got, want)
		}
		if back, ok := HostOfFile(got); !ok || back != host {
			t.Errorf("HostOfFile(%q) = %q, %v, want %q", got, back, ok, host)
		}
	}
	for _, foreign := range []string{"Web", "web~1", "con", "..", ".x", "web~", "Web~01", "a b", "Web~1~1"} {
		if host, ok := HostOfFile(foreign); ok {
			t.Errorf("HostOfFile(%q) = %q: no host has that file", foreign, host)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, s := range []string{"web", "Web", "CON.x", "aux", "a.", "COM1"} {
		f.Add(s, "web")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if CheckHost(a) != nil || CheckHost(b) != nil {
			return
		}
		if back, ok := HostOfFile(FileName(a)); !ok || back != a {
			t.Errorf("HostOfFile(FileName(%q)) = %q, %v", a, back, ok)
		}
		if a != b && strings.EqualFold(FileName(a), FileName(b)) {
			t.Errorf("%q and %q share the file %q", a, b, FileName(a))
		}
	})
}

func TestStarMatchesSlashes(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"/snap/*", "/snap/core/123", true},
		{"/snap/*", "/snapshot", false},
		{"web-*", "web-01.example.org", true},
		{"example0?", "example01", true},
		{"example0[12]", "example03", false},
		{"*", "", true},
		{"[", "[", false},
	} {
		if got := Match(c.pattern, c.name); got != c.want {
			t.Errorf("Match(%q, %q) = %v", c.pattern, c.name, got)
		}
	}
	if CheckGlob("[") == nil || CheckGlob("/a/[bc]*") != nil {
		t.Error("CheckGlob does not tell malformed patterns from good ones")
	}
}

func TestCountersReturnNothingUnknown(t *testing.T) {
	c := Counters{Before: map[string]float64{"a": 100, "b": 100}, After: map[string]float64{}, Elapsed: 10 * time.Second}
	if rate, ok := c.Rate("a", 150); !ok || rate != 5 {
		t.Errorf("a: %v per s, %v, want 5", rate, ok)
	}
	if _, ok := c.Rate("b", 99); ok {
		t.Error("b went backwards and has a rate")
	}
	if _, ok := c.Rate("c", 1); ok {
		t.Error("c was not there before and has a rate")
	}
	if diff := cmp.Diff(map[string]float64{"a": 150, "b": 99, "c": 1}, c.After); diff != "" {
		t.Errorf("readings kept (-want +got):\n%s", diff)
	}
	c.Elapsed = 0
	if _, ok := c.Rate("a", 150); ok {
		t.Error("no time has passed, and there is a rate")
	}
}

func TestDocumentLeavesOutNumbersThatAreNotFinite(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 123_456_789, time.FixedZone("", 3600))
	s := NewSample("example01", at, 300*time.Second)
	s.Fields = bson.D{
		{Key: "load", Value: bson.D{{Key: "m1", Value: math.NaN()}, {Key: "m5", Value: 0.5}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "used", Value: math.Inf(1)}}}},
		{Key: "uptime", Value: math.Inf(-1)},
	}
	raw, err := s.Document()
	if err != nil {
		t.Fatal(err)
	}
	var got bson.D
	if err := bson.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	want := bson.D{
		{Key: "_id", Value: s.ID}, {Key: "server", Value: "example01"}, {Key: "date", Value: got[2].Value}, {Key: "interval", Value: 300.0},
		{Key: "load", Value: bson.D{{Key: "m5", Value: 0.5}}},
		{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	if !s.Date.Equal(at.Truncate(time.Millisecond)) || !s.ID.Timestamp().Equal(at.Truncate(time.Second)) {
		t.Errorf("date %v and _id of %v are not of one reading of the clock, %v", s.Date, s.ID.Timestamp(), at)
	}
}

func TestUnsignedValuesAreClamped(t *testing.T) {
	for in, want := range map[uint64]int64{0: 0, 7: 7, math.MaxInt64: math.MaxInt64, math.MaxUint64: math.MaxInt64} {
		if got := Int64(in); got != want {
			t.Errorf("Int64(%d) = %d, want %d", in, got, want)
		}
	}
}
