package spool

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"

	"psmonitor/state"
)

// bench is a spool to test, with what it said.
type bench struct {
	Spool
	said []string
}

func newSpool(t testing.TB, limit int) *bench {
	t.Helper()
	folder, err := state.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	b := &bench{}
	b.Spool = Spool{Folder: folder, Name: "a.spool", Max: limit, Warn: func(m string) { b.said = append(b.said, m) }}
	return b
}

// document returns a document with that _id, and a text to make it larger.
func document(t testing.TB, id, size int) []byte {
	t.Helper()
	doc, err := bson.Marshal(bson.D{{Key: "_id", Value: int32(id)}, {Key: "text", Value: strings.Repeat("x", size)}})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func (b *bench) add(t testing.TB, ids ...int) {
	t.Helper()
	for _, id := range ids {
		if _, err := b.Append(document(t, id, 10)); err != nil {
			t.Fatal(err)
		}
	}
}

// ids returns the _ids of documents.
func ids(docs [][]byte) []int {
	var found []int
	for _, doc := range docs {
		found = append(found, int(bson.Raw(doc).Lookup("_id").Int32()))
	}
	return found
}

func (b *bench) oldest(t testing.TB, most, size int) [][]byte {
	t.Helper()
	docs, err := b.Oldest(most, size)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func (b *bench) remove(t testing.TB, docs [][]byte) {
	t.Helper()
	if err := b.Remove(docs); err != nil {
		t.Fatal(err)
	}
}

// want checks what is in the spool.
func (b *bench) want(t testing.TB, want ...int) {
	t.Helper()
	if diff := cmp.Diff(want, ids(b.oldest(t, 1<<30, 1<<30))); diff != "" {
		t.Errorf("documents in the spool (-want +got):\n%s", diff)
	}
}

func (b *bench) path() string { return b.Folder.Path(b.Name) }

func (b *bench) size(t testing.TB) int64 {
	t.Helper()
	info, err := os.Stat(b.path())
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestDocumentsLeaveInTheOrderInWhichTheyCame(t *testing.T) {
	b := newSpool(t, 100)
	b.want(t)
	b.add(t, 1, 2, 3)
	docs := b.oldest(t, 2, 1<<20)
	if diff := cmp.Diff([]int{1, 2}, ids(docs)); diff != "" {
		t.Errorf("the oldest (-want +got):\n%s", diff)
	}
	b.want(t, 1, 2, 3) // until they are removed
	b.remove(t, docs)
	b.want(t, 3)
	b.add(t, 4)
	b.remove(t, docs) // once more
	b.want(t, 3, 4)
	b.remove(t, b.oldest(t, 2, 1<<20))
	b.want(t)
	if size := b.size(t); size != headerSize {
		t.Errorf("an empty spool takes %d bytes, want %d", size, headerSize)
	}
	b.add(t, 5)
	b.want(t, 5)
}

func TestABatchHasABound(t *testing.T) {
	b := newSpool(t, 100)
	for id := range 4 {
		if _, err := b.Append(document(t, id, 1000)); err != nil {
			t.Fatal(err)
		}
	}
	for size, want := range map[int]int{1: 1, 1500: 1, 2500: 2, 1 << 20: 4} {
		if got := len(b.oldest(t, 100, size)); got != want {
			t.Errorf("%d documents of %d bytes, want %d", got, size, want)
		}
	}
}

func TestTheOldestMakeRoom(t *testing.T) {
	b := newSpool(t, 3)
	for id, want := range []int{0, 0, 0, 1, 1} {
		if dropped, err := b.Append(document(t, id, 10)); err != nil || dropped != want {
			t.Errorf("document %d: %d dropped, %v; want %d", id, dropped, err, want)
		}
	}
	b.want(t, 2, 3, 4)
	first := b.oldest(t, 2, 1<<20)
	b.add(t, 5) // 2 makes room while 2 and 3 are on their way
	b.remove(t, first)
	b.want(t, 4, 5)
	b.Max = 1 // configured anew
	if dropped, err := b.Append(document(t, 6, 10)); err != nil || dropped != 2 {
		t.Errorf("%d dropped, %v; want 2", dropped, err)
	}
	b.want(t, 6)
}

// A store that is away for years makes no larger file than one that is away for two days.
func TestTheFileHasABound(t *testing.T) {
	b := newSpool(t, 8)
	for id := range 40 {
		if _, err := b.Append(document(t, id, 100_000)); err != nil {
			t.Fatal(err)
		}
		if size := b.size(t); size > 8*100_000+slack+200_000 {
			t.Fatalf("after %d documents the file has %d bytes", id+1, size)
		}
	}
	b.want(t, 32, 33, 34, 35, 36, 37, 38, 39)
	if len(b.said) > 0 {
		t.Errorf("it said %q", b.said)
	}
	b.onlyFile(t)
}

// onlyFile checks that nothing is left beside the spool.
func (b *bench) onlyFile(t testing.TB) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(b.path()))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != b.Name {
		t.Errorf("in the folder are %v, want the spool alone", entries)
	}
}

// What no store would take must not be in the way of what comes behind it.
func TestWhatIsNoDocumentIsPassedOver(t *testing.T) {
	withoutID, err := bson.Marshal(bson.D{{Key: "a", Value: 1}})
	if err != nil {
		t.Fatal(err)
	}
	for name, foreign := range map[string][]byte{"no BSON": []byte("twelve bytes"), "no _id": withoutID, "nothing": {}} {
		b := newSpool(t, 10)
		file := header(headerSize)
		for _, doc := range [][]byte{document(t, 1, 10), foreign, document(t, 2, 10)} {
			file = append(file, encode(doc)...)
		}
		if err := os.WriteFile(b.path(), file, 0o600); err != nil {
			t.Fatal(err)
		}
		b.want(t, 1, 2)
		if len(b.said) != 1 || !strings.Contains(b.said[0], "2 documents in it are intact") {
			t.Errorf("%s: it said %q", name, b.said)
		}
	}
}
