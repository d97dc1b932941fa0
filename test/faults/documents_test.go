package faults

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"

	"psmonitor/store"
)

// maxMemory limits the memory of a render of hostile documents, in bytes: its private memory, without mapped files.
const maxMemory = 512 << 20

// hostile is a host with documents made by an attacker, and good ones between them.
type hostile struct {
	name string
	docs func(at time.Time, n int) bson.D
	many int
}

var hostileHosts = []hostile{
	{"deep", func(at time.Time, _ int) bson.D { return doc(at, "cpu", nested(150)) }, 5},
	{"wide", func(at time.Time, _ int) bson.D {
		var wide bson.D
		for i := range 20_000 {
			wide = append(wide, bson.E{Key: fmt.Sprint("key", i), Value: i})
		}
		return doc(at, "cpu", wide)
	}, 5},
	// Not more than three: FerretDB sends all in one message, and fails if it is too large.
	{"long-texts", func(at time.Time, n int) bson.D {
		return doc(at, []string{"server", "kernel", "colour"}[n%3], strings.Repeat("x", 15_000_000))
	}, 3},
	{"long-mounts", func(at time.Time, _ int) bson.D {
		return doc(at, "disks", bson.A{bson.D{{Key: "mount", Value: strings.Repeat("/x", 500_000)}, {Key: "used", Value: 1}, {Key: "free", Value: 1}}})
	}, 5},
	{"million-entries", func(at time.Time, _ int) bson.D { return doc(at, "disks", millionDisks()) }, 3},
	{"many-mounts", func(at time.Time, n int) bson.D {
		var disks bson.A
		for i := range 200 {
			disks = append(disks, bson.D{{Key: "mount", Value: fmt.Sprintf("/pod/%d/%d", n, i)}, {Key: "used", Value: 1}, {Key: "free", Value: 1}})
		}
		return doc(at, "disks", disks)
	}, 50},
	{"wrong-types", func(at time.Time, n int) bson.D {
		values := []any{"text", true, nil, bson.A{1}, bson.D{}, primitive.Regex{Pattern: "a"}, []byte{1}, primitive.MinKey{}, primitive.Timestamp{T: 1}, at}
		value := values[n%len(values)]
		return append(doc(at, "cpu", value), bson.E{Key: "disks", Value: value}, bson.E{Key: "net", Value: bson.A{value}},
			bson.E{Key: "system", Value: bson.D{{Key: "boot", Value: value}, {Key: "kernel", Value: value}, {Key: "cpus", Value: value}}}, bson.E{Key: "uptime", Value: value})
	}, 20},
	{"odd-numbers", func(at time.Time, n int) bson.D {
		huge, err := primitive.ParseDecimal128("9.99E+6144")
		if err != nil {
			panic(err)
		}
		values := []any{math.Inf(1), math.Inf(-1), math.NaN(), huge, primitive.NewDecimal128(0x7C00000000000000, 0), math.MaxFloat64, -math.MaxFloat64,
			int64(math.MaxInt64), int64(math.MinInt64), math.SmallestNonzeroFloat64}
		value := values[n%len(values)]
		return append(doc(at, "cpu", bson.D{{Key: "user", Value: value}}), bson.E{Key: "uptime", Value: value}, bson.E{Key: "users", Value: value},
			bson.E{Key: "load", Value: bson.D{{Key: "m1", Value: value}}}, bson.E{Key: "phymem", Value: bson.D{{Key: "total", Value: value}, {Key: "used", Value: value}, {Key: "available", Value: value}}},
			bson.E{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: "/"}, {Key: "total", Value: value}, {Key: "used", Value: value}, {Key: "free", Value: value}}}},
			bson.E{Key: "system", Value: bson.D{{Key: "boot", Value: value}, {Key: "cpus", Value: value}}})
	}, 40},
	{"odd-dates", func(at time.Time, n int) bson.D {
		dates := []any{primitive.DateTime(math.MaxInt64), primitive.DateTime(math.MinInt64), primitive.DateTime(-1), "yesterday", nil, 12.5, at.AddDate(1, 0, 0), at.AddDate(-1, 0, 0)}
		return append(bson.D{{Key: "_id", Value: primitive.NewObjectID()}, {Key: "date", Value: dates[n%len(dates)]}}, doc(at, "users", 1)[2:]...)
	}, 16},
	{"doubled-keys", func(at time.Time, n int) bson.D {
		return append(doc(at, "cpu", bson.D{{Key: "user", Value: 1.0}, {Key: "user", Value: 2.0}}), bson.E{Key: "cpu", Value: bson.D{{Key: "user", Value: 3.0}}},
			bson.E{Key: "date", Value: at.Add(time.Second)})
	}, 5},
	{"odd-names", func(at time.Time, n int) bson.D {
		names := []string{"../../../../etc/passwd", "\xff\xfe/\x80", "a\x1b[31mb\r\nc\x07", "\u202etxt.exe\u2066", "/\u2028\u2029", "__proto__", "<script>alert(1)</script>", ""}
		name := names[n%len(names)]
		return append(doc(at, "server", name), bson.E{Key: "disks", Value: bson.A{bson.D{{Key: "mount", Value: name}, {Key: "used", Value: 1}, {Key: "free", Value: 1}}}},
			bson.E{Key: "net", Value: bson.A{bson.D{{Key: "interface", Value: name}, {Key: "rx", Value: 1.0}}}},
			bson.E{Key: "system", Value: bson.D{{Key: "kernel", Value: name}, {Key: "os", Value: name}}})
	}, 16},
}

// doc returns a document with a date and one more field.
func doc(at time.Time, key string, value any) bson.D {
	return bson.D{{Key: "_id", Value: primitive.NewObjectIDFromTimestamp(at)}, {Key: "date", Value: at}, {Key: key, Value: value}}
}

// good returns a document as psmonitor writes it.
func good(at time.Time) bson.D {
	return append(doc(at, "users", 2), bson.E{Key: "phymem", Value: bson.D{{Key: "total", Value: int64(8e9)}, {Key: "used", Value: int64(4e9)}, {Key: "free", Value: int64(4e9)}}})
}

func nested(depth int) (d bson.D) {
	for range depth {
		d = bson.D{{Key: "user", Value: d}}
	}
	return d
}

// millionDisks returns an array of a million small documents. It is built without the driver, which is slow.
func millionDisks() bson.RawValue {
	const entry = "\x03\x00\x05\x00\x00\x00\x00" // a document without elements, under an empty key
	raw := make([]byte, 4, 8<<20)
	raw = append(raw, bytes.Repeat([]byte(entry), 1_000_000)...)
	raw = append(raw, 0)
	binary.LittleEndian.PutUint32(raw, uint32(len(raw)))
	return bson.RawValue{Type: bson.TypeArray, Value: raw}
}

// TestHostileDocuments renders hostile documents. Memory and time must be bounded, meaningless documents skipped with a note
// on the page, and good ones shown.
func TestHostileDocuments(t *testing.T) {
	for _, kind := range storeKinds() {
		t.Run(kind.name, func(t *testing.T) {
			dir := t.TempDir()
			storeURL, site := kind.url(t, dir), filepath.Join(dir, "site")
			goodCount := map[string]int{}
			for _, h := range hostileHosts {
				goodCount[h.name] = storeHostile(t, storeURL, h)
			}
			limited := exec.Command("prlimit", fmt.Sprintf("--data=%d", maxMemory), suite.psmonitor, "render", "-store", storeURL, "-out", site, "-timeout", "1m")
			o := runCommand(t, never, 5*time.Minute, limited)
			if o.code != 0 || o.output != "" {
				t.Errorf("render of hostile documents: %v; want exit code 0 without output", o)
			}
			for _, h := range hostileHosts {
				if got := len(shownDates(t, site, h.name)); got < goodCount[h.name] {
					t.Errorf("%s: %d good samples are shown, want %d", h.name, got, goodCount[h.name])
				}
			}
			if problem := checkComplete(site); problem != nil {
				t.Error(problem)
			}
			checkCharacters(t, site)
			checkOnlyFiles(t, dir, "store", "site", "ferretdb")
		})
	}
}

// storeHostile stores a host's hostile documents and as many good ones. It returns the number of good ones. Servers
// refuse some of the hostile ones.
func storeHostile(t *testing.T, storeURL string, h hostile) (goodCount int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	start, stored := time.Now().Add(-24*time.Hour).Truncate(time.Second), 0
	for n := range h.many {
		// A new connection for each document, because some servers close it after such a document.
		s, err := store.Open(ctx, storeURL, store.Options{Max: 576})
		if err != nil {
			t.Fatal(err)
		}
		at := start.Add(time.Duration(n) * 5 * time.Minute)
		raw, err := bson.Marshal(good(at.Add(time.Minute)))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(ctx, h.name, raw); err != nil {
			t.Fatal(err)
		}
		goodCount++
		if raw, err = bson.Marshal(h.docs(at, n)); err != nil {
			t.Fatalf("%s: %v", h.name, err)
		}
		if s.Append(ctx, h.name, raw) == nil {
			stored++
		}
		if err := s.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if stored == 0 && strings.HasPrefix(storeURL, "file:") {
		t.Errorf("the store took no document of %s", h.name)
	}
	suite.counts.add("hostile documents", stored)
	return goodCount
}

// checkCharacters reports control characters, direction marks and invalid UTF-8 in the files of a site.
func checkCharacters(t *testing.T, site string) {
	t.Helper()
	for _, name := range files(t, site) {
		if filepath.Ext(name) != ".html" && filepath.Ext(name) != ".json" && filepath.Ext(name) != ".xml" {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		if strings.ToValidUTF8(text, "") != text || strings.ContainsAny(text, "\x00\x07\x1b\r\u202e\u2066\u2028\u2029") || strings.Contains(text, "<script>alert") {
			t.Errorf("%s has a character that must not be in a page", name)
		}
		if filepath.Ext(name) == ".json" && !json.Valid(raw) {
			t.Errorf("%s is not valid JSON", name)
		}
	}
}
