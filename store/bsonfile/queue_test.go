package bsonfile

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.mongodb.org/mongo-driver/bson"
)

// newQueue returns a file as a spool has it, and what it says.
func newQueue(t testing.TB, max int) (File, *[]string) {
	t.Helper()
	f := newFile(t, max)
	f.Mend = true
	said := f.warnings()
	return f, said
}

// oldest returns the oldest documents with their _ids.
func (f File) oldest(t testing.TB, n, size int) (docs [][]byte, ids []int) {
	t.Helper()
	docs, err := f.Oldest(t.Context(), 0, n, size)
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range docs {
		if err := Check(doc); err != nil || hasSeal(doc) {
			t.Errorf("%v: %v", bson.Raw(doc), err)
		}
		ids = append(ids, int(bson.Raw(doc).Lookup("_id").Int32()))
	}
	return docs, ids
}

func (f File) remove(t testing.TB, docs [][]byte) {
	t.Helper()
	if err := f.Remove(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

// wantQueue checks all documents that wait.
func (f File) wantQueue(t testing.TB, want ...int) {
	t.Helper()
	_, ids := f.oldest(t, 1<<30, 1<<30)
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("documents that wait (-want +got):\n%s", diff)
	}
}

func TestDocumentsLeaveInOrder(t *testing.T) {
	f, said := newQueue(t, 100)
	f.wantQueue(t)
	f.remove(t, documents(t, 1, 1, 10))
	wantFiles(t, f)
	mustAppend(t, f, documents(t, 1, 3, 10)...)
	docs, ids := f.oldest(t, 2, 1<<20)
	if diff := cmp.Diff([]int{1, 2}, ids); diff != "" {
		t.Errorf("the oldest (-want +got):\n%s", diff)
	}
	if !bytes.Equal(docs[0], document(t, 1, 10)) {
		t.Errorf("the oldest is %x", docs[0])
	}
	f.wantQueue(t, 1, 2, 3) // until they are removed
	f.remove(t, docs)
	f.wantQueue(t, 3)
	mustAppend(t, f, document(t, 4, 10))
	f.remove(t, docs) // once more
	f.wantQueue(t, 3, 4)
	last, _ := f.oldest(t, 2, 1<<20)
	f.remove(t, last)
	f.wantQueue(t)
	if size := len(read(t, f)); size != 0 {
		t.Errorf("an empty file has %d bytes", size)
	}
	mustAppend(t, f, document(t, 5, 10))
	f.wantQueue(t, 5)
	wantFiles(t, f, f.Name)
	if len(*said) > 0 {
		t.Errorf("it said %q", *said)
	}
}

func TestOldestHasABound(t *testing.T) {
	f, _ := newQueue(t, 100)
	mustAppend(t, f, documents(t, 1, 4, 1000)...)
	for size, want := range map[int]int{1: 1, 1500: 1, 2500: 2, 1 << 20: 4} {
		if docs, _ := f.oldest(t, 100, size); len(docs) != want {
			t.Errorf("%d documents of %d bytes, want %d", len(docs), size, want)
		}
	}
}

func TestOldestMakeRoom(t *testing.T) {
	f, _ := newQueue(t, 3)
	for id, want := range []int{0, 0, 0, 1, 1} {
		if dropped := mustAppend(t, f, document(t, id, 10)); dropped != want {
			t.Errorf("document %d: %d dropped, want %d", id, dropped, want)
		}
	}
	first, _ := f.oldest(t, 2, 1<<20)
	mustAppend(t, f, document(t, 5, 10)) // 2 makes room while 2 and 3 are on their way
	f.remove(t, first)
	f.wantQueue(t, 4, 5)
}

// TestDamagedQueueIsMended damages a queue at each byte: the intact documents stay, in order, the damaged file is kept, and
// both is said. What is left of a document that was being written is not damage.
func TestDamagedQueueIsMended(t *testing.T) {
	docs := documents(t, 0, 2, 20)
	whole := sealed(docs...)
	one := len(whole) / 3
	for at := range whole {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		f, said := newQueue(t, 10)
		write(t, f, flipped)
		intact := scanAll(t, flipped).IDs
		if len(intact) < 2 {
			t.Fatalf("byte %d, of %d: %v are intact", at, at/one, intact)
		}
		mustAppend(t, f, document(t, 7, 20))
		f.wantQueue(t, append(intact, 7)...)
		if len(intact) == 3 { // a bit of a seal's name
			continue
		}
		kept, err := os.ReadFile(f.path() + ".damaged")
		if err != nil || !bytes.Equal(kept, flipped) {
			t.Errorf("byte %d: kept is %x, %v", at, kept, err)
		}
		if len(*said) != 1 || !strings.Contains((*said)[0], "2 documents in it are intact") || !strings.Contains((*said)[0], f.path()+".damaged") {
			t.Errorf("byte %d: it said %q", at, *said)
		}
		wantFiles(t, f, f.Name, f.Name+".damaged")
	}
}

// TestLargeDamagedQueueIsKeptInPart has documents before and after a hole that is larger than the disk may be.
func TestLargeDamagedQueueIsKeptInPart(t *testing.T) {
	f, said := newQueue(t, 10)
	write(t, f, sealed(document(t, 1, 20)))
	const hole = 40 << 20
	file, err := os.OpenFile(f.path(), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt(sealed(document(t, 2, 20)), hole)
	if err := errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, f, document(t, 3, 20))
	f.wantQueue(t, 1, 2, 3)
	if info, err := os.Stat(f.path() + ".damaged"); err != nil || info.Size() != maxKept {
		t.Errorf("kept is %v, %v; want %d bytes", info, err, maxKept)
	}
	if len(*said) != 1 || !strings.Contains((*said)[0], "its first 16 MiB") {
		t.Errorf("it said %q", *said)
	}
}

// What no store would take must not be in the way of what comes behind it.
func TestInvalidDocumentsArePassedOver(t *testing.T) {
	malformed := document(t, 3, 10)
	malformed[len(malformed)-13] = 200
	for name, invalid := range map[string][]byte{"no BSON": {12, 0, 0, 0, 'b', 'y', 't', 'e', 's', '.', '.', 0}, "no _id": marshal(t, bson.D{{Key: "a", Value: 1}}), "malformed": malformed} {
		f, said := newQueue(t, 10)
		write(t, f, sealed(document(t, 1, 10), invalid, document(t, 2, 10)))
		f.wantQueue(t, 1, 2)
		both, _ := f.oldest(t, 10, 1000)
		f.remove(t, both)
		f.wantQueue(t)
		if len(*said) != 1 || !strings.Contains((*said)[0], "2 documents in it are intact") {
			t.Errorf("%s: it said %q", name, *said)
		}
	}
}

func TestForeignQueueIsPutAside(t *testing.T) {
	for what, plant := range map[string]func(path string) error{
		"a text":   func(path string) error { return os.WriteFile(path, []byte("Dear diary"), 0o600) },
		"a folder": func(path string) error { return os.MkdirAll(path+"/within", 0o700) },
		"a link":   func(path string) error { return os.Symlink("elsewhere", path) },
	} {
		f, said := newQueue(t, 10)
		if err := plant(f.path()); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, f, document(t, 1, 10))
		f.wantQueue(t, 1)
		wantFiles(t, f, f.Name, f.Name+".damaged")
		if len(*said) != 1 || !strings.Contains((*said)[0], f.path()+".damaged") {
			t.Errorf("%s: it said %q", what, *said)
		}
	}
}

func TestSpoolOfOlderVersionIsNamedAsSuch(t *testing.T) {
	f, said := newQueue(t, 10)
	write(t, f, append([]byte("psmspl1\n\x00\x00\x00\x00\x00\x00\x00\x14\x01\x02\x03\x04"), sealed(document(t, 1, 20))[:20]...))
	mustAppend(t, f, document(t, 2, 20))
	f.wantQueue(t, 2)
	if len(*said) != 1 || !strings.Contains((*said)[0], "an older version of psmonitor has written it") {
		t.Errorf("it said %q", *said)
	}
}

// FuzzQueue has any bytes as a queue: what comes out of it is documents, and it then works.
func FuzzQueue(f *testing.F) {
	whole := sealed(documents(f, 1, 3, 20)...)
	f.Add(whole)
	f.Add(whole[:len(whole)-5])
	f.Add(append(bytes.Clone(whole), make([]byte, 100)...))
	f.Add([]byte("Dear diary"))
	for _, doc := range [][]byte{{0, 0, 0, 0, 0}, {6, 0, 0, 0, 0}} { // with the right checksums
		f.Add(Seal(nil, doc))
	}
	fresh := document(f, 99, 20)
	f.Fuzz(func(t *testing.T, data []byte) {
		q, _ := newQueue(t, 1<<20)
		write(t, q, data)
		mustAppend(t, q, fresh)
		docs, err := q.Oldest(t.Context(), 0, 1<<30, 1<<30)
		if err != nil || len(docs) == 0 || !bytes.Equal(docs[len(docs)-1], fresh) {
			t.Fatalf("the document that was added is not the last one of %x, %v", docs, err)
		}
		for _, doc := range docs {
			if err := bson.Raw(doc).Validate(); err != nil {
				t.Errorf("a document that is none: %v", err)
			}
		}
		q.remove(t, docs)
		q.wantQueue(t)
	})
}
