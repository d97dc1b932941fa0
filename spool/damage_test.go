package spool

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/state"
)

// damage is the bytes of a spool and what is wrong with them.
type damage struct {
	what  string
	at    int
	bytes []byte
}

// damages cuts a file off at each byte, fills it with zeros from there, and flips a bit in it.
func damages(whole []byte) []damage {
	var all []damage
	for at := range whole {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		all = append(all,
			damage{"cut off", at, whole[:at]},
			damage{"zeros", at, append(bytes.Clone(whole[:at]), make([]byte, len(whole)-at)...)},
			damage{"a flipped bit", at, flipped})
	}
	return all
}

// intact returns which of the records, by their first and last byte, a damage spares.
func (d damage) intact(whole []byte, bounds [][2]int) []int {
	var spared []int
	for id, b := range bounds {
		if len(d.bytes) >= b[1] && bytes.Equal(d.bytes[b[0]:b[1]], whole[b[0]:b[1]]) {
			spared = append(spared, id)
		}
	}
	return spared
}

// TestDamageAtEveryByte has every intact document go on, in order, and the damaged file kept; the spool then works.
func TestDamageAtEveryByte(t *testing.T) {
	whole := header(headerSize)
	var bounds [][2]int
	for id := range 3 {
		from := len(whole)
		whole = append(whole, encode(document(t, id, 20))...)
		bounds = append(bounds, [2]int{from, len(whole)})
	}
	for _, d := range damages(whole) {
		b := newSpool(t, 10)
		if err := os.WriteFile(b.path(), d.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(d.bytes, whole) {
			continue // there were zeros already
		}
		want := append(d.intact(whole, bounds), 7)
		b.add(t, 7)
		if diff := cmp.Diff(want, ids(b.oldest(t, 10, 1<<20))); diff != "" {
			t.Errorf("%s at byte %d: documents (-want +got):\n%s", d.what, d.at, diff)
		}
		b.checkAside(t, d, bounds)
	}
}

// checkAside checks that a damage was said, and the file kept under the name that was said. A file that ends where a
// record does was left that way, for all that can be known.
func (b *bench) checkAside(t *testing.T, d damage, bounds [][2]int) {
	t.Helper()
	clean := d.what == "cut off" && (d.at == 0 || d.at == headerSize)
	for _, bound := range bounds {
		clean = clean || d.what == "cut off" && d.at == bound[1]
	}
	if clean {
		if len(b.said) > 0 {
			t.Errorf("%s at byte %d: it said %q", d.what, d.at, b.said)
		}
		return
	}
	kept, err := os.ReadFile(b.path() + ".damaged")
	if err != nil || !bytes.Equal(kept, d.bytes) {
		t.Errorf("%s at byte %d: kept is %q, %v", d.what, d.at, kept, err)
	}
	if len(b.said) != 1 || !strings.Contains(b.said[0], b.path()+".damaged") {
		t.Errorf("%s at byte %d: it said %q, want the name of what is kept", d.what, d.at, b.said)
	}
}

func TestForeignFilesAreKeptAside(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	for what, plant := range map[string]func(path string) error{
		"a text":   func(path string) error { return os.WriteFile(path, []byte("Dear diary, "+marker+"!"), 0o600) },
		"5 bytes":  func(path string) error { return os.WriteFile(path, []byte(magic[:5]), 0o600) },
		"20 bytes": func(path string) error { return os.WriteFile(path, []byte("01234567890123456789"), 0o600) },
		"many markers": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte(marker+"\x00\x00\x10\x00"), 4096), 0o600)
		},
		"a folder": func(path string) error { return os.MkdirAll(filepath.Join(path, "within"), 0o700) },
		"a link":   func(path string) error { return os.Symlink(outside, path) },
	} {
		t.Run(what, func(t *testing.T) {
			b := newSpool(t, 10)
			if err := plant(b.path()); err != nil {
				t.Fatal(err)
			}
			b.add(t, 1)
			b.want(t, 1)
			if !b.Folder.Has(b.Name+".damaged") || len(b.said) != 1 {
				t.Errorf("it is not kept, or not said: %q", b.said)
			}
			if what == "5 bytes" && !strings.Contains(b.said[0], "damaged: cut off") {
				t.Errorf("it says %q", b.said)
			}
			if _, err := os.Lstat(outside); !errors.Is(err, os.ErrNotExist) {
				t.Error("the link was followed")
			}
		})
	}
}

// TestAfterACrashNothingIsLost puts the files as a kill leaves them between the steps of each operation.
func TestAfterACrashNothingIsLost(t *testing.T) {
	whole, half := header(headerSize), header(headerSize)
	for id := 1; id <= 3; id++ {
		whole = append(whole, encode(document(t, id, 20))...)
	}
	half = append(half, encode(document(t, 1, 20))[:30]...)
	stale := append(header(int64(len(whole))), []byte{}...)
	for what, files := range map[string]map[string][]byte{
		"made, and nothing written":                    {"a.spool": {}},
		"the last one left, the header not yet new":    {"a.spool": stale},
		"a new file half written":                      {"a.spool": whole, "a.spool.new": half},
		"a new file complete":                          {"a.spool": whole, "a.spool.new": whole},
		"the old file aside, the new one not there":    {"a.spool.damaged": half, "a.spool.new": whole},
		"the old file aside, the new one in its place": {"a.spool.damaged": half, "a.spool": whole},
	} {
		t.Run(what, func(t *testing.T) {
			b := newSpool(t, 10)
			want := []int{9}
			for name, contents := range files {
				if err := os.WriteFile(b.Folder.Path(name), contents, 0o600); err != nil {
					t.Fatal(err)
				}
				if bytes.Equal(contents, whole) {
					want = []int{1, 2, 3, 9}
				}
			}
			b.add(t, 9)
			b.want(t, want...)
			if b.Folder.Has("a.spool.new") || len(b.said) > 0 {
				t.Errorf("something is left, or said: %q", b.said)
			}
		})
	}
}

// FuzzSpool has any bytes as a spool: what comes out of it is documents, and the spool then works.
func FuzzSpool(f *testing.F) {
	whole := header(headerSize)
	for id := range 3 {
		whole = append(whole, encode(document(f, id, 20))...)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-5])
	f.Add(append(whole, make([]byte, 100)...))
	f.Add(header(1 << 40))
	for _, doc := range [][]byte{{0}, {0, 0, 0, 0}, {0, 0, 0, 0, 0}, {6, 0, 0, 0, 0}} { // with right checksums
		f.Add(append(header(headerSize), encode(doc)...))
	}
	f.Add([]byte("Dear diary"))
	f.Add(bytes.Repeat([]byte(marker), 50))
	fresh := document(f, 99, 20)
	f.Fuzz(func(t *testing.T, data []byte) {
		b := newSpool(t, 1<<20)
		if err := os.WriteFile(b.path(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Append(fresh); err != nil {
			t.Fatal(err)
		}
		docs := b.oldest(t, 1<<30, 1<<30)
		if len(docs) == 0 || !bytes.Equal(docs[len(docs)-1], fresh) {
			t.Fatal("the document that was added is not the last one")
		}
		for _, doc := range docs {
			if err := bson.Raw(doc).Validate(); err != nil {
				t.Errorf("a document that is none: %v", err)
			}
		}
		b.remove(t, docs)
		b.want(t)
	})
}

// A folder that went away is an error, and no panic.
func TestWithoutAFolder(t *testing.T) {
	b := newSpool(t, 10)
	folder, err := state.Open(filepath.Dir(b.path()))
	if err != nil {
		t.Fatal(err)
	}
	folder.Close()
	b.Folder = folder
	if _, err := b.Append(document(t, 1, 10)); err == nil {
		t.Error("no error")
	}
}
