package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/internal/metric"
)

var update = flag.Bool("update", false, "write what is found to testdata")

// until is a Wednesday: the fleet's two days are weekdays.
var until = time.Date(2026, 11, 18, 14, 33, 20, 0, time.UTC)

// fleet returns a fleet with two days of samples, one per host every five minutes.
func fleet(hosts int) Fleet { return New(1, hosts, until, 5*time.Minute, 48*time.Hour) }

// document has the fields of a sample that the tests check.
type document struct {
	ID       bson.RawValue `bson:"_id"`
	Server   string
	Date     time.Time
	Interval float64
	CPU      map[string]float64
	Load     map[string]float64
	Phymem   map[string]int64
	Virtmem  map[string]int64
	DiskRoot map[string]int64 `bson:"disk_root"`
	Disks    []struct {
		Mount, Fstype     string
		Total, Used, Free int64
		Inodes            int64
		InodesUsed        int64 `bson:"inodes_used"`
	}
	DiskIO []struct {
		Device                           string
		Read, Write, Reads, Writes, Busy float64
	}
	Net []struct {
		Interface             string
		Rx, Tx, Errors, Drops float64
	}
	Procs  map[string]int64
	Users  int64
	Uptime int64
	System struct {
		OS, Platform, Kernel string
		CPUs                 int64
		Boot                 time.Time
	}
	Demo bool
}

// read returns the host's samples.
func read(t *testing.T, f Fleet, host string) []document {
	t.Helper()
	var docs []document
	for _, raw := range f.Documents(host) {
		var d document
		if err := bson.Unmarshal(raw, &d); err != nil {
			t.Fatalf("%s: %v", host, err)
		}
		docs = append(docs, d)
	}
	return docs
}

// TestFleetIsSameOnEveryPlatform compares the documents with a hash from another machine. After a deliberate change, run it
// with -update.
func TestFleetIsSameOnEveryPlatform(t *testing.T) {
	h := sha256.New()
	f := fleet(32)
	for _, host := range f.Hosts() {
		for _, doc := range f.Documents(host) {
			h.Write(doc)
		}
	}
	got := hex.EncodeToString(h.Sum(nil)) + "\n"
	const golden = "testdata/fleet.sha256"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the fleet's hash is %s, want %s", got, want)
	}
}

func TestDocumentsDependOnSeedAndHostOnly(t *testing.T) {
	const host = "app-02.example.org"
	one, same, other := fleet(20).Documents(host), fleet(40).Documents(host), New(2, 20, until, 5*time.Minute, 48*time.Hour).Documents(host)
	if diff := cmp.Diff(one, same); diff != "" {
		t.Error("the host's documents differ in a larger fleet")
	}
	if cmp.Equal(one[0], other[0]) {
		t.Error("another seed gives the same documents")
	}
	if cmp.Equal(id(t, one[0]), id(t, other[0])) {
		t.Error("another seed gives the same _id")
	}
}

func id(t *testing.T, doc []byte) [12]byte {
	t.Helper()
	value, err := bson.Raw(doc).LookupErr("_id")
	if err != nil {
		t.Fatal(err)
	}
	return value.ObjectID()
}

func TestHosts(t *testing.T) {
	for _, n := range []int{-1, 0, 1, 3, 12, 13, 500} {
		hosts := fleet(n).Hosts()
		if len(hosts) != max(0, n) {
			t.Errorf("%d hosts, want %d", len(hosts), n)
		}
		for _, host := range hosts {
			if err := metric.CheckHost(host); err != nil {
				t.Error(err)
			}
		}
		slices.Sort(hosts)
		if len(slices.Compact(hosts)) != max(0, n) {
			t.Errorf("%d hosts: two have the same name", n)
		}
	}
	if docs := fleet(3).Documents("web-02.example.org"); docs != nil {
		t.Errorf("unknown host: %d documents, want none", len(docs))
	}
}

func TestSampleTimesAreOnGrid(t *testing.T) {
	const step = 5 * time.Minute
	for _, end := range []time.Time{until, until.Add(17 * time.Second), until.Truncate(step), until.Truncate(step).Add(-time.Millisecond), time.Unix(0, 0)} {
		f := New(1, 20, end, step, 48*time.Hour)
		for _, host := range []string{"web-01.example.org", "app-02.example.org", "web-02.example.org"} {
			docs := read(t, f, host)
			if len(docs) != 576 {
				t.Fatalf("%s until %v: %d documents, want 576", host, end, len(docs))
			}
			if last := docs[575].Date; last.After(end) || end.Sub(last) >= step+time.Second {
				t.Errorf("%s: the newest sample is from %v, the end is %v", host, last, end)
			}
			late := docs[0].Date.Sub(docs[0].Date.Truncate(step)).Truncate(time.Second)
			for i, d := range docs {
				if got := d.Date.Sub(d.Date.Truncate(step)).Truncate(time.Second); got != late || got >= 30*time.Second {
					t.Fatalf("%s, %d: %v after the time of the grid, the first sample %v", host, i, got, late)
				}
			}
		}
	}
}

func TestShortStepsAndSpans(t *testing.T) {
	for _, test := range []struct {
		every, span time.Duration
		want        int
	}{
		{time.Second, time.Minute, 60}, {time.Minute, time.Minute, 1}, {time.Hour, 3 * time.Hour, 3},
		{time.Hour, time.Minute, 0}, {0, time.Hour, 0}, {-time.Second, time.Hour, 0},
	} {
		f := New(1, 14, until, test.every, test.span)
		for _, host := range f.Hosts() {
			docs := read(t, f, host)
			if len(docs) > test.want || host == "web-01.example.org" && len(docs) != test.want {
				t.Errorf("%s, every %v over %v: %d documents, want %d", host, test.every, test.span, len(docs), test.want)
			}
			if !slices.IsSortedFunc(docs, func(a, b document) int { return a.Date.Compare(b.Date) }) {
				t.Errorf("%s, every %v over %v: dates are not in order", host, test.every, test.span)
			}
		}
	}
}

func TestFleetWithLaterEndOnlyAddsSamples(t *testing.T) {
	later := New(1, 20, until.Add(10*time.Minute), 5*time.Minute, 48*time.Hour)
	for _, host := range []string{"web-01.example.org", "bsd-01.example.org", "app-02.example.org"} {
		known := map[[12]byte]bool{}
		for _, doc := range fleet(20).Documents(host) {
			known[id(t, doc)] = true
		}
		fresh := 0
		for _, doc := range later.Documents(host) {
			if !known[id(t, doc)] {
				fresh++
			}
		}
		if fresh != 2 {
			t.Errorf("%s: ten minutes later %d documents are new, want 2", host, fresh)
		}
		before, after := read(t, fleet(20), host), read(t, later, host)
		if one, other := before[len(before)-1].System.Boot, after[len(after)-1].System.Boot; !one.Equal(other) {
			t.Errorf("%s: it booted at %v, ten minutes later at %v", host, one, other)
		}
	}
}

func TestIsRecognizesGeneratedDocuments(t *testing.T) {
	for _, doc := range [][]byte{fleet(1).Documents("web-01.example.org")[0], fleet(12).Documents("legacy-01.example.org")[0]} {
		if !Is(doc) {
			t.Errorf("Is(%v) = false", bson.Raw(doc))
		}
	}
	real, err := metric.NewSample("web-01", until, time.Minute).Document()
	if err != nil {
		t.Fatal(err)
	}
	no, err := bson.Marshal(bson.D{{Key: "demo", Value: false}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := bson.Marshal(bson.D{{Key: "demo", Value: "true"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range [][]byte{real, no, text, nil, {}, {5, 0, 0, 0, 0}, []byte(strings.Repeat("\xff", 40))} {
		if Is(doc) {
			t.Errorf("Is(%x) = true", doc)
		}
	}
}

func FuzzIs(f *testing.F) {
	f.Add(fleet(1).Documents("web-01.example.org")[0])
	f.Fuzz(func(t *testing.T, doc []byte) {
		if Is(doc) && !strings.Contains(string(doc), markField) {
			t.Errorf("Is(%x) = true, without the field %s", doc, markField)
		}
	})
}

func BenchmarkDocuments(b *testing.B) {
	f := fleet(40)
	host := f.Hosts()[20]
	b.ReportAllocs()
	docs, size := 0, 0
	for b.Loop() {
		for _, doc := range f.Documents(host) {
			docs++
			size += len(doc)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(docs), "ns/doc")
	b.ReportMetric(float64(size)/float64(docs), "B/doc")
}
